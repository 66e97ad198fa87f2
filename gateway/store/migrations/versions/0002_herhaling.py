"""Which look-up has an Idempotency-Key, so that one key is one look-up."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make table `herhaling` and its index."""
    op.create_table(
        "herhaling",
        sa.Column("sleutel", sa.Text, nullable=False),
        sa.Column("vraag", sa.Text, nullable=False),
        sa.Column("raadpleging_id", sa.Text, nullable=False),
        sa.Column("moment", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("sleutel", name="pk_herhaling"),
    )
    op.create_index("ix_herhaling_moment", "herhaling", ["moment"])
