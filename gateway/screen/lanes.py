"""Which groups are drawn as lanes of the timeline, and how a row becomes a bar."""

from dataclasses import dataclass

from gateway.core.velden import Groep, Profiel, Veld
from gateway.screen.answer import Answer, Row
from gateway.screen.rows import day, label, period, runs
from gateway.screen.timeline import Bar, Lane, span
from gateway.screen.words import NO_DATA, date_words, failed_words

OPLEIDING = "arbeidsmarktkwalificatie.opleiding"
WERK = "arbeidsmarktkwalificatie.werkervaring"
UITKERING = "uitkeringsverhouding"
VOORZIENING = "reIntegratievoorziening"


@dataclass(frozen=True, slots=True)
class _Kind:
    pad: str
    title: str
    style: str
    names: tuple[str, ...]


_KINDS = (
    _Kind(OPLEIDING, "Opleiding", "cyan", ("omschrijvingOpleidingsnaam", "codeNiveauOpleiding")),
    _Kind(WERK, "Werk", "green", ("naamOrganisatie", "beroep")),
    _Kind(UITKERING, "Uitkering", "yellow", ("codeSzWet", "categorie")),
    _Kind(VOORZIENING, "Voorziening", "magenta", ("typeVoorziening",)),
)


def lanes(answer: Answer, profiel: Profiel) -> tuple[Lane, ...]:
    """Give a lane per group, rows oldest first as time runs."""
    return tuple(_lane(answer, profiel, kind) for kind in _KINDS)


def row_label(row: Row, pad: str, profiel: Profiel) -> str:
    """Name a row of a group: the course, the employer, the law, the kind of voorziening."""
    return label(row, _velden(profiel, next(kind for kind in _KINDS if kind.pad == pad)))


def remark(answer: Answer, pad: str) -> str:
    """Say what a group does not hold, or that it is not whole and by whom; empty when it has all its rows."""
    if pad in answer.frame.onvolledig:
        return f"onvolledig: {failed_words(answer.failed(pad) or answer.failed())}"
    rows = answer.rows(pad)
    return "niet gevraagd" if rows is None else "" if rows else NO_DATA


def _velden(profiel: Profiel, kind: _Kind) -> tuple[Veld, ...]:
    pads = (f"{kind.pad}.{name}" for name in kind.names)
    return tuple(profiel.velden[pad] for pad in pads if pad in profiel.velden)


def _lane(answer: Answer, profiel: Profiel, kind: _Kind) -> Lane:
    groep, velden = profiel.groepen[kind.pad], _velden(profiel, kind)
    bars = [_bar(row, groep, label(row, velden)) for row in answer.rows(kind.pad) or ()]
    bars.sort(key=lambda bar: min((edge for edge in (bar.begin, bar.end, bar.point) if edge), default=()))
    return Lane(kind.title, kind.style, tuple(bars), remark(answer, kind.pad))


def _bar(row: Row, groep: Groep, name: str) -> Bar:
    on = day(row, groep.peilveld)
    words = period(row, groep, days=False)
    if not words:
        words = "onbekend" if on is None else f"diploma {date_words(on, days=False)}"
    begin, end = span(day(row, groep.begin)), span(day(row, groep.einde))
    return Bar(name, words, begin, end, runs(row), span(on), claimed=row.get("herkomst") == "ZELFVERKLAARD")
