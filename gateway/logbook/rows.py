"""The rows of the journal, and what an opened row says."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.logbook.chain import Head, unseal

ROWS = (
    "SELECT writer, volgnummer, raadpleging_id, soort, tijdstip, sleutel_id, lichaam, lichaam_hash, hash"
    " FROM journaal"
)
OF_ONE = " WHERE raadpleging_id = ? ORDER BY rowid"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file."""

    head: Head
    lichaam: bytes | None
    lichaam_hash: bytes
    hash: bytes


def row_of(values: tuple[object, ...]) -> Row:
    """Read what `ROWS` selects."""
    writer, number, *names, lichaam, lichaam_hash, own_hash = values
    return Row(
        head=Head(str(writer), number if isinstance(number, int) else -1, *[str(name) for name in names]),
        lichaam=None if lichaam is None else _blob(lichaam),
        lichaam_hash=_blob(lichaam_hash),
        hash=_blob(own_hash),
    )


def record_of(row: Row, ciphers: Mapping[str, AESGCM]) -> dict[str, object]:
    """Give raadplegingId, soort, tijdstip and the members of the body, opened with the cipher of its key.

    A record whose body cannot be given has `lichaam` instead: VERWIJDERD (lawfully deleted),
    SLEUTEL_ONTBREEKT or ONLEESBAAR.
    """
    head = row.head
    named = {"raadplegingId": head.raadpleging_id, "soort": head.soort, "tijdstip": head.tijdstip}
    return {**named, **_body(row, ciphers.get(head.sleutel_id)), **named}


def _blob(value: object) -> bytes:
    # A column that was given another type is a change, and so must not hash to the same.
    return value if isinstance(value, bytes) else b""


def _body(row: Row, cipher: AESGCM | None) -> dict[str, object]:
    if row.lichaam is None:
        return {"lichaam": "VERWIJDERD"}
    if cipher is None:
        return {"lichaam": "SLEUTEL_ONTBREEKT"}
    try:
        return msgspec.json.decode(
            unseal(cipher, row.lichaam, head=row.head.encode()), type=dict[str, object]
        )
    except (InvalidTag, ValueError):
        return {"lichaam": "ONLEESBAAR"}
