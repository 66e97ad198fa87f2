"""Bytes and a Call in, Facts out: the only place where an answer is opened."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

from gateway.core.call import Call, Raw
from gateway.core.datum import UNREADABLE, Datum, JaarDatum, JaarMaandDatum, confirmed
from gateway.core.facts import Absent, Facts, Vergewist
from gateway.core.locator import echo_names
from gateway.core.plan import Regel, SourcePlan, TablePlan
from gateway.core.waardelijst import Waardelijst
from gateway.errors import BirthDateDiffers, Repeat, SourceError
from gateway.extract.bounds import MAX_ELEMENTS, bound_json, bound_xml
from gateway.extract.json import dossier_decoder, read_dossier, read_keys
from gateway.extract.refusal import too_late, unusable
from gateway.extract.rows import Node, Row, RowReader, compile_rows
from gateway.extract.steps import Context, run_steps
from gateway.extract.threads import Threads
from gateway.extract.values import UNKNOWN_CODE
from gateway.extract.xml import ORDER_DRIFT, Expected, read_soap
from gateway.signing.answer import Verifier

_IN_THREAD_BYTES = 200_000
"""Above this size parsing would hold up the event loop by milliseconds (`docs/prestaties.md`)."""

_LARGE = Threads("large-answers", workers=1, lasts=16)
"""One thread for them all: more would only take the interpreter from each other and from the event loop."""

_SIGNED = Threads("signed-answers", workers=2, lasts=2000)
"""Where signatures are verified, so that the event loop goes on meanwhile."""

_FOUT, _WAARSCHUWING = 3, 2
_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
"""What a page instead of an answer comes as: a log-in, a maintenance notice."""

_MEDIA = {"soap": frozenset({"text/xml", "application/xml"}), "rest": frozenset({"application/json"})}
_ROW_KEY_BYTES = 12

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Table:
    plan: TablePlan
    bron: str
    rows: RowReader

    def read(self, node: Node, call: Call, lijsten: Mapping[str, Waardelijst]) -> list[Row]:
        groep = self.plan.groep
        context = Context(
            today=call.today,
            begin=groep.begin or "",
            einde=groep.einde or "",
            terugkijk=self.plan.terugkijk,
            lijsten=lijsten,
            gemeente=call.gemeente,
            gemeenten=call.gemeenten,
        )
        return run_steps(self.plan.steps, self.rows.read(node), context)

    def deliver(self, rows: list[Row], call: Call, seen: dict[bytes, int]) -> tuple[dict[str, object], ...]:
        """Keep what the plan delivers, under its conditions, with provenance and an opaque row key.

        `seen` counts equal rows over all tables of an answer, so that no two share a key.
        """
        return tuple(self._delivered(row, call, seen) for row in rows)

    def _delivered(self, row: Row, call: Call, seen: dict[bytes, int]) -> dict[str, object]:
        given: dict[str, object] = {
            name: value
            for name in self.plan.deliver
            if (value := row.get(name)) is not None and type(value) is not Absent
        }
        for name, regel in self.plan.regels.items():
            if name in given:
                given[name] = _conditioned(given[name], regel)
        if self.plan.groep.soort == "RIJEN":
            place = (self.bron, self.plan.groep.pad)
            identity = repr((*place, *(row.get(name) for name in self.plan.tabel.sleutel))).encode()
            seen[identity] = number = seen.get(identity, 0) + 1
            key = hashlib.blake2b(identity + b"/%d" % number, key=call.salt, digest_size=_ROW_KEY_BYTES)
            given |= {"bron": self.bron, "herkomst": self.plan.tabel.herkomst, "rij": key.hexdigest()}
        return given


def _conditioned(value: object, regel: Regel) -> object:
    if regel.waarden and value not in regel.waarden:
        return regel.rest
    if regel.jaar and isinstance(value, Datum | JaarMaandDatum):
        return JaarDatum(int(value.datum[:4]) if isinstance(value, Datum) else value.jaar)
    return value


def _reasons(rows: list[Row], marks: list[tuple[str, object]]) -> dict[str, str]:
    """Say why a slot that stood in the answer has no value in any row of its group."""
    found: dict[str, str] = {}
    for name in {name for name, _ in marks}:
        values = [row[name] for row in rows if name in row]
        if all(isinstance(value, Absent) or value is UNREADABLE for value in values):
            found[name] = "AFGESCHERMD" if Absent.AFGESCHERMD in values else "ONLEESBAAR"
    return found


def _marks(rows: list[Row]) -> list[tuple[str, object]]:
    """Find the values that are none: unknown codes, impossible dates, and what is shielded or unreadable."""
    return [
        (name, value)
        for row in rows
        for name, value in row.items()
        if value is UNKNOWN_CODE or value is UNREADABLE or type(value) is Absent
    ]


_REPEATS: Mapping[int, Repeat] = {
    HTTPStatus.BAD_GATEWAY: "UNSURE",
    HTTPStatus.SERVICE_UNAVAILABLE: "SAFE",
    HTTPStatus.GATEWAY_TIMEOUT: "UNSURE",
}
"""Refusals that pass by themselves; only the second says that nothing was done with the question."""


def no_answer(raw: Raw) -> SourceError:
    """A source in trouble, or a page instead of an answer."""
    repeat = _REPEATS.get(raw.status, "NEVER")
    return SourceError(
        "NIET_BESCHIKBAAR", "GEWEIGERD", "BRON_NIET_BESCHIKBAAR", repeat=repeat, after=raw.retry_after
    )


class Reader:
    """Reads the answers of one source by one plan; compiled once, used for every Call of that plan."""

    def __init__(
        self,
        plan: SourcePlan,
        lijsten: Mapping[str, Waardelijst],
        join: bytes,
        verifier: Verifier | None = None,
        *,
        max_elements: int = MAX_ELEMENTS,
    ) -> None:
        self._plan = plan
        self._verifier = verifier
        self._max_elements = max_elements
        self._lijsten = lijsten
        self._echo = echo_names(plan.operatie)
        self._tables = tuple(
            _Table(table, plan.bron, compile_rows(table.rows, lijsten, join)) for table in plan.tabellen
        )
        self._single = any(table.groep.soort == "ENKEL" for table in plan.tabellen)
        self._decoder = dossier_decoder(plan.shape) if plan.operatie.koppelvlak == "rest" else None

    async def read(self, raw: Raw, call: Call) -> Facts:
        """Read facts; raises SourceError when the answer is unusable, refused, or about another person."""
        if raw.status != HTTPStatus.OK:
            raise await self._bounded(self._refusal, raw, call)
        if raw.media_type not in _MEDIA[self._plan.operatie.koppelvlak]:
            raise no_answer(raw) if raw.media_type in _PAGES else unusable()
        if (raw.charset or "utf-8").lower() not in {"utf-8", "utf8"}:
            raise unusable()
        return await self._bounded(self._facts, raw, call)

    async def _bounded(self, work: Callable[[Raw, Call], T], raw: Raw, call: Call) -> T:
        """Read a small answer at once; a large or a signed one in a thread, awaited until the deadline only.

        What still waits there at its deadline is never begun, so that late answers do not hold up others.
        """
        large = len(raw.body) > _IN_THREAD_BYTES
        if not large and self._verifier is None:
            return work(raw, call)
        loop, pool = asyncio.get_running_loop(), _LARGE if large else _SIGNED
        if loop.time() >= call.deadline:
            raise too_late()
        try:
            async with asyncio.timeout_at(call.deadline):
                return await pool.run(work, raw, call)
        except TimeoutError:
            raise too_late() from None

    def _facts(self, raw: Raw, call: Call) -> Facts:
        return self.facts(raw.body, call, raw.signature)

    def _refusal(self, raw: Raw, call: Call) -> SourceError:
        """Tell a SOAP Fault, a refusal and a source in trouble apart (`interface.md` §8, Failures)."""
        if self._plan.operatie.koppelvlak == "soap" and raw.media_type in _MEDIA["soap"]:
            try:
                bound_xml(raw.body, self._max_elements)
                self._open(raw.body, call, raw.signature, [])
            except SourceError as error:
                if error.oorzaak in {"SOAP_FAULT", "HANDTEKENING"}:
                    return error
        if HTTPStatus.BAD_REQUEST <= raw.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return SourceError("FOUT", "GEWEIGERD", "BRON_WEIGERT", after=raw.retry_after)
        return no_answer(raw)

    def facts(self, body: bytes, call: Call, signature: str | None = None) -> Facts:
        """Read facts from a body of the right media type; `signature` is that of the question."""
        (bound_xml if self._plan.operatie.koppelvlak == "soap" else bound_json)(body, self._max_elements)
        if self._plan.operatie.is_index:
            return Facts(sleutels=read_keys(body))
        deviations: list[str] = []
        node, severity = self._open(body, call, signature, deviations)
        drift = len(deviations)
        if severity == _FOUT:
            raise SourceError("FOUT", "FWI_FOUT", "BRON_WEIGERT")
        if node is None:
            return Facts(waarschuwing=severity == _WAARSCHUWING, drift=drift)
        vergewist = self._vergewis(node, call)
        rijen: dict[str, tuple[dict[str, object], ...]] = {}
        found: dict[str, list[Row]] = {}
        seen: dict[bytes, int] = {}
        for table in self._tables:
            pad, rows = table.plan.groep.pad, table.read(node, call, self._lijsten)
            found.setdefault(pad, []).extend(rows)
            rijen[pad] = rijen.get(pad, ()) + tuple(filter(None, table.deliver(rows, call, seen)))
        redenen: dict[str, str] = {}
        for pad, rows in found.items():
            if marks := _marks(rows):
                reasons = {f"{pad}.{name}": reason for name, reason in _reasons(rows, marks).items()}
                redenen |= {veld: reason for veld, reason in reasons.items() if veld in self._plan.velden}
                drift += sum(value is not Absent.AFGESCHERMD for _, value in marks)
        return Facts(rijen, redenen, (), vergewist, severity == _WAARSCHUWING, drift, self._single)

    def _open(
        self, body: bytes, call: Call, signature: str | None, drift: list[str]
    ) -> tuple[Node | None, int]:
        """Open an answer; its deviations are added to `drift`, or refused where nothing less is agreed."""
        if self._decoder is not None:
            return read_dossier(body, self._decoder), 0
        expected = Expected(call.bericht if self._plan.streng else None, self._verifier, signature)
        opened = read_soap(body, self._plan.operatie, self._plan.shape, expected, drift)
        if self._plan.geordend and ORDER_DRIFT in drift:
            raise unusable()
        return opened

    def _vergewis(self, node: Node, call: Call) -> Vergewist:
        """Compare the person an answer repeats with the person asked, then forget it (Wabb art. 12)."""
        number, birth = self._echo
        found = node.pop(number, None)
        born = node.pop(birth, "") if birth else ""
        if not found:
            raise SourceError("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR")
        if not hmac.compare_digest(found.encode(), call.bsn.reveal().encode()):
            raise SourceError("PERSOON_WIJKT_AF", None, "PERSOON_WIJKT_AF")
        vergewist = confirmed(call.geboortedatum, born)
        if vergewist is None:
            raise BirthDateDiffers
        return vergewist
