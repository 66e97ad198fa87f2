"""The journal: the durable, chained record of each look-up."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make table `journaal` and its index."""
    op.create_table(
        "journaal",
        sa.Column("writer", sa.Text, nullable=False),
        sa.Column("volgnummer", sa.BigInteger, nullable=False),
        sa.Column("raadpleging_id", sa.Text, nullable=False),
        sa.Column("soort", sa.Text, nullable=False),
        sa.Column("tijdstip", sa.Text, nullable=False),
        sa.Column("sleutel_id", sa.Text, nullable=False),
        sa.Column("lichaam", sa.LargeBinary),
        sa.Column("lichaam_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("writer", "volgnummer", name="pk_journaal"),
        sa.CheckConstraint("soort IN ('BEGONNEN', 'GEEINDIGD')", name="ck_journaal_soort"),
    )
    op.create_index("ix_journaal_raadpleging_id", "journaal", ["raadpleging_id"])
