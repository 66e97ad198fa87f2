"""The tables of the store, as SQLAlchemy Core describes them; `migrations/` makes them."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

METADATA = MetaData()

JOURNAAL = Table(
    "journaal",
    METADATA,
    Column("writer", Text, nullable=False),  # uuid of the process that wrote the row: one chain each
    Column("volgnummer", BigInteger, nullable=False),  # 1, 2, 3 … within the chain
    Column("raadpleging_id", Text, nullable=False),
    Column("soort", Text, nullable=False),
    Column("tijdstip", Text, nullable=False),  # UTC with Z
    Column("sleutel_id", Text, nullable=False),  # which key opens the body
    Column("lichaam", LargeBinary),  # the sealed body; NULL after a lawful deletion
    Column("lichaam_hash", LargeBinary(32), nullable=False),  # SHA-256 of the sealed body
    Column("hash", LargeBinary(32), nullable=False),  # the link to the row before
    PrimaryKeyConstraint("writer", "volgnummer", name="pk_journaal"),
    CheckConstraint("soort IN ('BEGONNEN', 'GEEINDIGD')", name="ck_journaal_soort"),
    Index("ix_journaal_raadpleging_id", "raadpleging_id"),
)

HERHALING = Table(
    "herhaling",
    METADATA,
    Column("sleutel", Text, nullable=False),  # keyed pseudonym of afnemer, medewerker and Idempotency-Key
    Column("vraag", Text, nullable=False),  # keyed pseudonym of the question
    Column("raadpleging_id", Text, nullable=False),  # the look-up that has the key
    Column("moment", BigInteger, nullable=False),  # seconds since 1970; kept for a day
    PrimaryKeyConstraint("sleutel", name="pk_herhaling"),
    Index("ix_herhaling_moment", "moment"),
)
