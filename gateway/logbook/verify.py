"""Prove that a journal file is whole, and read it back for those who may."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.errors import Unavailable
from gateway.logbook.chain import GENESIS, Head, body_hash, link, unseal
from gateway.logbook.journal import BEGONNEN

_ROWS = (
    "SELECT writer, volgnummer, raadpleging_id, soort, tijdstip, sleutel_id, lichaam, lichaam_hash, hash"
    " FROM journaal"
)
_IN_CHAIN_ORDER = " ORDER BY writer, volgnummer"
_IN_TIME_ORDER = " ORDER BY rowid"
_OF_ONE = " WHERE raadpleging_id = ? ORDER BY rowid"


@dataclass(slots=True)
class Verdict:
    """What an examination found, in Dutch for the reviewer.

    `findings` say that the journal is not what was written (none = sound); `notes` are lawful things
    worth knowing: deleted bodies, look-ups that began and did not end. `records` counts the rows.
    """

    records: int = 0
    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    head: Head
    lichaam: bytes | None
    lichaam_hash: bytes
    hash: bytes


def verify(path: Path) -> list[str]:
    """Give every finding about the journal in this database file; an empty list means sound."""
    return examine(path).findings


def examine(path: Path) -> Verdict:
    """Recompute every chain of the journal, without any key.

    Finds every change, insertion, removal and reordering within a chain. What only a checkpoint kept
    elsewhere can show is the loss of the last rows of a chain, or of a whole chain. Never raises on a
    damaged file: that is a finding.
    """
    verdict = Verdict()
    try:
        with closing(_open(path)) as connection:
            # One transaction: what a running gateway adds meanwhile is not seen by half.
            connection.execute("BEGIN")
            _check_file(connection, verdict)
            _check_chains(connection, verdict)
    except sqlite3.Error as error:
        verdict.findings.append(f"het journaal is niet te lezen: {error}")
    return verdict


def read_records(
    path: Path, keys: Mapping[str, bytes], *, raadpleging_id: str | None = None
) -> Iterator[dict[str, object]]:
    """Give the records, oldest first: raadplegingId, soort, tijdstip and the members of the body.

    `keys` maps key ids to keys. A record whose body cannot be given has `lichaam` instead: VERWIJDERD
    (lawfully deleted), SLEUTEL_ONTBREEKT or ONLEESBAAR. Raises Unavailable when the file cannot be read.
    """
    ciphers = {name: AESGCM(key) for name, key in keys.items()}
    try:
        with closing(_open(path)) as connection:
            found = (
                connection.execute(_ROWS + _IN_TIME_ORDER)
                if raadpleging_id is None
                else connection.execute(_ROWS + _OF_ONE, (raadpleging_id,))
            )
            for values in found:
                yield _record(_row(values), ciphers)
    except sqlite3.Error:
        raise Unavailable("LOGBOEK_NIET_BESCHIKBAAR") from None


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    # Bytes that are no text must show as a change, not stop the reading.
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return connection


def _row(values: tuple[object, ...]) -> _Row:
    writer, number, *names, lichaam, lichaam_hash, own_hash = values
    return _Row(
        head=Head(str(writer), number if isinstance(number, int) else -1, *[str(name) for name in names]),
        lichaam=None if lichaam is None else _blob(lichaam),
        lichaam_hash=_blob(lichaam_hash),
        hash=_blob(own_hash),
    )


def _blob(value: object) -> bytes:
    # A column that was given another type is a change, and so must not hash to the same.
    return value if isinstance(value, bytes) else b""


def _check_file(connection: sqlite3.Connection, verdict: Verdict) -> None:
    for (text,) in connection.execute("PRAGMA integrity_check"):
        if text != "ok":
            verdict.findings.append(f"de database is beschadigd: {text}")


def _check_chains(connection: sqlite3.Connection, verdict: Verdict) -> None:
    writer, number, previous = "", 0, GENESIS
    open_lookups: dict[str, None] = {}
    for values in connection.execute(_ROWS + _IN_CHAIN_ORDER):
        row = _row(values)
        if row.head.writer != writer:
            writer, number, previous = row.head.writer, 0, GENESIS
        _check_row(row, number + 1, previous, verdict)
        number, previous = row.head.volgnummer, row.hash
        if row.head.soort == BEGONNEN:
            open_lookups[row.head.raadpleging_id] = None
        else:
            open_lookups.pop(row.head.raadpleging_id, None)
    verdict.notes += [f"raadpleging {found!a} is begonnen en niet geëindigd" for found in open_lookups]


def _check_row(row: _Row, expected: int, previous: bytes, verdict: Verdict) -> None:
    # !a: a name that somebody changed must not write lines of its own in a report.
    place = f"schrijver {row.head.writer!a}, volgnummer {row.head.volgnummer}"
    verdict.records += 1
    if row.head.volgnummer != expected:
        verdict.findings.append(f"{place}: volgnummer {expected} was verwacht; er ontbreken rijen")
    if row.hash != link(previous, head=row.head.encode(), lichaam_hash=row.lichaam_hash):
        verdict.findings.append(f"{place}: de rij past niet aan de vorige; deze of de vorige is gewijzigd")
    if row.lichaam is None:
        verdict.notes.append(f"{place}: het lichaam is verwijderd; de vastlegging zelf is bewaard")
    elif body_hash(row.lichaam) != row.lichaam_hash:
        verdict.findings.append(f"{place}: het lichaam is gewijzigd")


def _record(row: _Row, ciphers: Mapping[str, AESGCM]) -> dict[str, object]:
    head = row.head
    named = {"raadplegingId": head.raadpleging_id, "soort": head.soort, "tijdstip": head.tijdstip}
    return {**named, **_body(row, ciphers.get(head.sleutel_id)), **named}


def _body(row: _Row, cipher: AESGCM | None) -> dict[str, object]:
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
