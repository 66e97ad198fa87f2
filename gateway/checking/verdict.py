"""What a check says: per source one verdict for every step, each with what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Oordeel = Literal["GOED", "LET_OP", "FOUT", "NIET_GEKEKEN"]

STEPS: dict[str, str] = {
    "bereikbaar": "de bron neemt een verbinding aan",
    "tls": "TLS-versie, en van wie het certificaat van de bron is",
    "certificaten": "hoelang onze eigen certificaten nog gelden",
    "http": "status en soort van het antwoord",
    "vorm": "XML 1.0 in UTF-8 zonder DOCTYPE, in een envelop; of JSON",
    "handtekening": "ondertekend door de bron, over precies wat ondertekend moet zijn",
    "adressering": "Action, MessageID en RelatesTo horen bij de vraag",
    "schema": "het hele antwoord tegen het vastgelegde contract",
    "lezen": "wat de gateway van het antwoord maakt",
    "persoon": "het antwoord gaat over wie is gevraagd",
    "drift": "codes en datums die het contract niet kent",
    "tijd": "hoelang de bron erover deed",
}
"""Every step in its order, with what it looks at."""

_GRAVITY: dict[Oordeel, int] = {"NIET_GEKEKEN": 0, "GOED": 1, "LET_OP": 2, "FOUT": 3}
_LONGEST = 400
_FINDINGS, _NOT_REACHED = 1, 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in an answer that is not as agreed: which element or member, on which line, what was due."""

    plaats: str
    regel: int | None
    verwacht: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found at one step; `raad` says what to do. Never a value of a person."""

    stap: str
    oordeel: Oordeel
    tekst: str
    raad: str = ""
    bevindingen: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceReport:
    """Every verdict on one operation of one source, in the order of `STEPS`; a real one has no person."""

    bron: str
    bericht: str
    koppelvlak: str
    testpersoon: str | None
    stappen: tuple[Verdict, ...]
    milliseconden: int | None = None

    @property
    def oordeel(self) -> Oordeel:
        """The gravest verdict."""
        return max((stap.oordeel for stap in self.stappen), key=_GRAVITY.__getitem__)

    @property
    def reached(self) -> bool:
        """Whether the source took a connection."""
        return all(stap.stap != "bereikbaar" or stap.oordeel != "FOUT" for stap in self.stappen)


def exit_code(reports: Iterable[SourceReport]) -> int:
    """Give 0 when nothing is wrong, 1 for findings, 4 when no source could be reached (`interface.md` §7)."""
    reports = tuple(reports)
    if not any(report.reached for report in reports):
        return _NOT_REACHED
    return _FINDINGS if any(report.oordeel == "FOUT" for report in reports) else 0


def complete(stappen: Iterable[Verdict], why: str) -> tuple[Verdict, ...]:
    """Put verdicts in order, and say of the steps that were not taken why not."""
    found = {verdict.stap: verdict for verdict in stappen}
    return tuple(found.get(stap) or Verdict(stap, "NIET_GEKEKEN", why) for stap in STEPS)


def cleaned(verdict: Verdict, secrets: Iterable[str]) -> Verdict:
    """Give a verdict as it may be shown: printable, bounded, and without these digits.

    A source chooses the names of its elements and of its certificate; the last fence is here.
    """
    hidden = tuple(secrets)
    return replace(
        verdict,
        tekst=_clean(verdict.tekst, hidden),
        raad=_clean(verdict.raad, hidden),
        bevindingen=tuple(
            Finding(_clean(found.plaats, hidden), found.regel, _clean(found.verwacht, hidden))
            for found in verdict.bevindingen
        ),
    )


def _clean(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "*" * len(secret))
    shown = "".join(sign if sign.isprintable() else "?" for sign in text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]} …"
