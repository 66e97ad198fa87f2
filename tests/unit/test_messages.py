"""Which of several messages of a bron is asked: the first that holds all that the purpose allows."""

import pytest

from tests.fakes.answers import TODAY, WORK, plan_of, purpose, source_of, variant
from tests.fakes.dossiers import job, work
from tests.fakes.world import RECLASSERING, Recorded, World

FULL, SMALL = "UWVDossierInkomstenGSD", "UWVDossierInkomstenGSDDigitaleDiensten"
DATES = ("datumAanvangWerkzaamheden", "datumEindeWerkzaamheden", "indicatieLopend")


def message(*velden: str) -> str | None:
    """Name the message for a purpose that allows these velden of work."""
    allowed = tuple({"veld": f"{WORK}.{name}", "reden": "een proef"} for name in velden)
    plan = plan_of(None, variant(veld=allowed))
    return source_of("UWV_POLIS", plan).operatie.dienst


def test_the_intake_gets_the_message_with_the_employer() -> None:
    """DJI may see the employer, so the full message is asked."""
    assert source_of("UWV_POLIS").operatie.dienst == FULL


def test_the_reclassering_gets_the_message_without_the_employer() -> None:
    """It may see only whether work runs, so no message with an employer is ever asked for it."""
    plan = plan_of(None, purpose("RECLASSERING_REINTEGRATIE"))
    assert source_of("UWV_POLIS", plan).operatie.dienst == SMALL


@pytest.mark.parametrize("wish", [(f"{WORK}.indicatieLopend",), tuple(f"{WORK}.{name}" for name in DATES)])
def test_a_narrower_wish_does_not_change_the_message(wish: tuple[str, ...]) -> None:
    """What DJI asks less of comes from the same message, so that the same question keeps the same rows."""
    assert source_of("UWV_POLIS", plan_of(wish)).operatie.dienst == FULL


@pytest.mark.parametrize(
    ("velden", "expected"),
    [
        (DATES, SMALL),
        (DATES[:1], SMALL),
        (("indicatieLopend",), SMALL),
        ((*DATES, "naamOrganisatie"), FULL),
        ((*DATES, "codeSectorUwv"), FULL),
        (("urenklasse",), FULL),
        ((*DATES, "beroep"), SMALL),
    ],
)
def test_the_purpose_decides(velden: tuple[str, ...], expected: str) -> None:
    """Begin, end and running come from the small message; what no message of the bron has decides nothing."""
    assert message(*velden) == expected


def test_the_small_message_is_read_as_itself() -> None:
    """Relations without an employer stay apart, also where the full message would join them."""
    world = World(
        {"UWV_POLIS": work(job("20250101", "20251231"), job("20260101"))},
        doelbinding=purpose("RECLASSERING_REINTEGRATIE"),
        caller=RECLASSERING,
        wishes=Recorded(consent=lambda: True),
    )
    answer = world.ask(gemeenten=())
    rows = answer["arbeidsmarktkwalificatie"]["werkervaring"]
    assert [row["indicatieLopend"] for row in rows] == ["JA", "NEE"]
    assert {name for row in rows for name in row} == {"indicatieLopend", "bron", "herkomst", "rij"}
    assert TODAY.isoformat() in {entry.get("peildatum") for entry in answer["bronnen"]}
