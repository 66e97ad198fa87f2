"""The whole screen, top to bottom, in the order in which a case manager asks."""

from collections.abc import Iterator, Mapping
from datetime import date

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from gateway.core.velden import Groep, Profiel
from gateway.screen.answer import Answer, Row
from gateway.screen.lanes import UITKERING, WERK, lanes, remark, row_label
from gateway.screen.rows import claim, period, runs
from gateway.screen.tables import absences, group_table, pairs, shared_origin, statuses
from gateway.screen.timeline import indented, timeline
from gateway.screen.words import (
    bron_words,
    choice_words,
    clean,
    date_words,
    day_words,
    failed_words,
    moment_words,
    value_words,
)

_STARTKWALIFICATIE = "arbeidsmarktkwalificatie.indicatieStartkwalificatie"
_ID_CELLS = 12
_VERGEWIST = {
    "JA": ("✓ bevestigd: een bron kent deze geboortedatum", "green"),
    "GEDEELTELIJK": ("! deels bevestigd: een bron kent maar een deel van de geboortedatum", "yellow"),
    "NEE": ("! niet bevestigd: geen bron kent de geboortedatum", "yellow"),
}
_CONTRADICTED = ("✗ niet bevestigd, en een bron antwoordde over iemand anders: kijk het nummer na", "red")


def show(answer: Mapping[str, object], profiel: Profiel, console: Console, *, vandaag: date) -> None:
    """Print the answer of `POST /v1/raadplegingen` for people.

    `answer` is the decoded JSON (`interface.md` §2), `profiel` the vocabulary with the Dutch titles,
    `vandaag` the end of the timeline. The BSN appears with its last three digits only. Raises
    msgspec.ValidationError when the answer has another shape.
    """
    read = Answer.read(answer)
    _section(console, profiel.titel)
    console.print(pairs(_header(read)))
    _section(console, "Bronnen")
    console.print(statuses(read, profiel, width=console.width))
    _section(console, "In het kort")
    console.print(pairs(_facts(read, profiel)))
    _section(console, "Tijdlijn")
    console.print(timeline(lanes(read, profiel), today=vandaag, width=console.width))
    for groep in profiel.groep:
        if groep.soort == "RIJEN":
            _group(read, groep, profiel, console)
    _section(console, "Wat er niet staat, en waarom")
    console.print(absences(read, profiel))


def _section(console: Console, title: str) -> None:
    console.print()
    console.print(Rule(Text(title, style="bold"), align="left", style="dim"))


def _header(answer: Answer) -> Iterator[tuple[str, str | Text]]:
    asked, person = answer.frame.raadpleging, answer.frame.persoon
    yield "Doel", f"{clean(asked.doelbinding)}, versie van {day_words(asked.doelbinding_versie)}"
    yield "Moment", moment_words(asked.tijdstip)
    yield "Raadpleging", f"…{clean(asked.raadpleging_id)[-_ID_CELLS:]}"
    yield "Persoon", f"BSN {answer.bsn}, geboren {date_words(person.geboortedatum, days=True)}"
    words, style = _VERGEWIST.get(person.vergewist, (clean(person.vergewist), ""))
    statuses = {bron.bron_status for bron in answer.frame.bronnen}
    if person.vergewist == "NEE" and "PERSOON_WIJKT_AF" in statuses:
        words, style = _CONTRADICTED
    yield "Identiteit", Text(words, style=style)
    if answer.frame.volledig:
        yield "Volledig", Text("✓ ja: elke bron gaf antwoord", style="green")
    else:
        yield "Volledig", Text(f"✗ nee: {failed_words(answer.failed())}", style="red")


def _facts(answer: Answer, profiel: Profiel) -> Iterator[tuple[str, str | Text]]:
    yield "Startkwalificatie", _bold(_startkwalificatie(answer))
    yield "Laatste werk", _bold(_latest_work(answer, profiel))
    yield "Lopende uitkering", _bold(_running_benefits(answer, profiel))


def _bold(words: str) -> Text:
    return Text(words, style="bold")


def _startkwalificatie(answer: Answer) -> str:
    value = answer.at(_STARTKWALIFICATIE)
    if value is not None:
        return choice_words(value)
    failed = answer.failed(_STARTKWALIFICATIE)
    if failed:
        return f"onbekend: {failed_words(failed)}"
    silent = ", ".join(bron_words(item.bron) for item in answer.absences(_STARTKWALIFICATIE))
    return f"onbekend: geen gegevens bij {silent}" if silent else "niet gevraagd"


def _latest_work(answer: Answer, profiel: Profiel) -> str:
    rows = answer.rows(WERK) or ()
    latest = [row for row in rows if runs(row)] or rows[:1]
    return _with_remark([_row(row, WERK, profiel) for row in latest], remark(answer, WERK))


def _running_benefits(answer: Answer, profiel: Profiel) -> str:
    rows = answer.rows(UITKERING) or ()
    said = [_row(row, UITKERING, profiel) for row in rows if runs(row)]
    if rows and not said:
        ended = all("indicatieLopend" in row or profiel.groepen[UITKERING].einde in row for row in rows)
        said = ["geen lopende uitkering gevonden" if ended else "niet bekend of er een uitkering loopt"]
    return _with_remark(said, remark(answer, UITKERING))


def _with_remark(said: list[str], remark: str) -> str:
    return "\n".join([*said, *([remark] if remark else [])])


def _row(row: Row, pad: str, profiel: Profiel) -> str:
    sector = value_words(row.get("codeSectorUwv"))
    when = period(row, profiel.groepen[pad], days=False)
    parts = row_label(row, pad, profiel), when, f"sector {sector}" if sector else "", claim(row)
    return ", ".join(part for part in parts if part)


def _group(answer: Answer, groep: Groep, profiel: Profiel, console: Console) -> None:
    rows = answer.rows(groep.pad) or ()
    source = shared_origin(rows)
    _section(console, groep.titel if source is None else f"{groep.titel} · bron: {source}")
    if rows:
        console.print(group_table(rows, groep, profiel, width=console.width))
    said = remark(answer, groep.pad)
    if said:
        console.print(indented(Text(said)))
