"""Prove that a journal file is whole, and read it back for those who may."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.errors import Unavailable
from gateway.logbook.chain import GENESIS, body_hash, link
from gateway.logbook.journal import BEGONNEN
from gateway.logbook.rows import OF_ONE, ROWS, Row, record_of, row_of

_IN_CHAIN_ORDER = " ORDER BY writer, volgnummer"
_IN_TIME_ORDER = " ORDER BY rowid"


@dataclass(slots=True)
class Verdict:
    """What an examination found, in Dutch for the reviewer.

    `findings` say that the journal is not what was written (none = sound); `notes` are lawful things
    worth knowing: deleted bodies, look-ups that began and did not end. `records` counts the rows.
    """

    records: int = 0
    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


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

    `keys` maps key ids to keys; `record_of` says what stands for a body that cannot be given. Raises
    Unavailable when the file cannot be read.
    """
    ciphers = {name: AESGCM(key) for name, key in keys.items()}
    try:
        with closing(_open(path)) as connection:
            found = (
                connection.execute(ROWS + _IN_TIME_ORDER)
                if raadpleging_id is None
                else connection.execute(ROWS + OF_ONE, (raadpleging_id,))
            )
            for values in found:
                yield record_of(row_of(values), ciphers)
    except sqlite3.Error:
        raise Unavailable("LOGBOEK_NIET_BESCHIKBAAR") from None


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    # Bytes that are no text must show as a change, not stop the reading.
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return connection


def _check_file(connection: sqlite3.Connection, verdict: Verdict) -> None:
    for (text,) in connection.execute("PRAGMA integrity_check"):
        if text != "ok":
            verdict.findings.append(f"de database is beschadigd: {text}")


def _check_chains(connection: sqlite3.Connection, verdict: Verdict) -> None:
    writer, number, previous = "", 0, GENESIS
    open_lookups: dict[str, None] = {}
    for values in connection.execute(ROWS + _IN_CHAIN_ORDER):
        row = row_of(values)
        if row.head.writer != writer:
            writer, number, previous = row.head.writer, 0, GENESIS
        _check_row(row, number + 1, previous, verdict)
        number, previous = row.head.volgnummer, row.hash
        if row.head.soort == BEGONNEN:
            open_lookups[row.head.raadpleging_id] = None
        else:
            open_lookups.pop(row.head.raadpleging_id, None)
    verdict.notes += [f"raadpleging {found!a} is begonnen en niet geëindigd" for found in open_lookups]


def _check_row(row: Row, expected: int, previous: bytes, verdict: Verdict) -> None:
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
