"""What is complete, what is absent and why (`volledig`, `onvolledig`, `[]`, `nietGeleverd`)."""

import itertools
from typing import Any

import pytest

from gateway.core.facts import Outcome
from gateway.core.profile import merge
from gateway.errors import SourceError
from tests.fakes.answers import BENEFIT, EDUCATION, SUPPORT, WORK, plan_of, register
from tests.fakes.dossiers import Tree, benefit, benefits, education, enrolment, support, supports
from tests.fakes.world import World

DOWN = SourceError("NIET_BESCHIKBAAR", "TIJD_OM", "BRON_NIET_BESCHIKBAAR")
GROUPS = {groep.pad for groep in register().profiel.groep if groep.soort == "RIJEN"}


def reasons(answer: dict[str, Any], bron: str) -> dict[str, str]:
    """Give veld → reden of one bron."""
    return {entry["veld"]: entry["reden"] for entry in answer["nietGeleverd"] if entry["bron"] == bron}


def _at(answer: Any, pad: str) -> Any:
    """Give what stands at a path."""
    for part in pad.split("."):
        answer = answer[part]
    return answer


def test_nobody_knows_anything() -> None:
    """When every source says "nothing", every group is `[]` and the answer is complete."""
    answer = World({}).ask()
    assert (answer["volledig"], answer["onvolledig"]) == (True, [])
    assert {pad: _at(answer, pad) for pad in GROUPS} == {pad: [] for pad in GROUPS}
    assert {entry["reden"] for entry in answer["nietGeleverd"]} == {"NIETS_GEVONDEN"}


@pytest.mark.parametrize(
    ("svb", "uwv", "gemeente"), list(itertools.product(["rijen", "niets", "weg"], repeat=3))
)
def test_the_truth_table_of_a_group(svb: str, uwv: str, gemeente: str) -> None:
    """Rows are given whoever failed; `[]` only when all answered; a failure is named in `onvolledig`."""
    said: dict[str, Tree | SourceError | None] = {
        "weg": DOWN,
        "niets": None,
        "rijen": benefits(benefit("WW")),
    }
    world = World({"SVB": said[svb], "UWV_UITKERING": said[uwv], "GEMEENTE_UITKERING/0855": said[gemeente]})
    answer, states = world.ask(), (svb, uwv, gemeente)
    assert len(answer.get(BENEFIT, [])) == states.count("rijen")
    assert (BENEFIT in answer) is ("rijen" in states or "weg" not in states)
    assert answer["onvolledig"] == ([BENEFIT] if "weg" in states else [])
    assert answer["volledig"] is ("weg" not in states)


@pytest.mark.parametrize(
    "failure",
    [
        SourceError("FOUT", "SOAP_FAULT", "BRON_WEIGERT"),
        SourceError("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR"),
        DOWN,
        SourceError("PERSOON_WIJKT_AF", None, "PERSOON_WIJKT_AF"),
        SourceError("NIET_TOEGESTAAN", "GRONDSLAG", "NIET_TOEGESTAAN"),
    ],
    ids=lambda failure: failure.status,
)
def test_no_failure_looks_like_nothing(failure: SourceError) -> None:
    """Whatever the failure: the group is absent and named, and every veld of the source says why."""
    answer = World({"DUO": failure}).ask()
    assert EDUCATION.partition(".")[2] not in answer["arbeidsmarktkwalificatie"]
    assert answer["onvolledig"] == [EDUCATION]
    assert answer["volledig"] is False
    velden = {veld for veld in plan_of().velden if veld.startswith(EDUCATION) or "Startkwalificatie" in veld}
    assert reasons(answer, "DUO") == dict.fromkeys(velden, failure.reden)
    (entry,) = (entry for entry in answer["bronnen"] if entry["bron"] == "DUO")
    assert entry == {"bron": "DUO", "bronStatus": failure.status} | (
        {"oorzaak": failure.oorzaak} if failure.oorzaak else {}
    )


def test_a_source_left_out_is_not_asked_and_not_none() -> None:
    """A source that `bronnen` leaves out has NIET_GEVRAAGD, and its group is not `[]`."""
    world = World({})
    answer = world.ask(bronnen=("SVB",))
    assert world.asked == ["SVB"]
    assert {entry["bronStatus"] for entry in answer["bronnen"] if entry["bron"] != "SVB"} == {"NIET_GEVRAAGD"}
    assert set(answer["onvolledig"]) == GROUPS
    assert not GROUPS & answer.keys()
    assert set(reasons(answer, "DUO").values()) == {"NIET_GEVRAAGD"}


def test_a_source_without_a_wished_veld_has_no_entry() -> None:
    """Only sources that can give a wished veld are asked and named."""
    world = World({})
    answer = world.ask((f"{WORK}.urenklasse",))
    assert world.asked == ["UWV_POLIS"]
    assert [entry["bron"] for entry in answer["bronnen"]] == ["UWV_POLIS"]
    assert answer["nietGeleverd"] == [
        {"veld": f"{WORK}.urenklasse", "bron": "UWV_POLIS", "reden": "NIETS_GEVONDEN"}
    ]


def test_an_index_that_names_nobody() -> None:
    """The verwijsindex knows no gemeente: it has NIETS_GEVONDEN and the gemeente groups may be `[]`."""
    world = World({"VERWIJSINDEX": ()})
    answer = world.ask(gemeenten=())
    assert {"VERWIJSINDEX", "GEMEENTE_UITKERING"} & set(world.asked) == {"VERWIJSINDEX"}
    assert answer[SUPPORT] == []
    assert (answer["volledig"], answer["onvolledig"]) == (True, [])
    statuses = {entry["bron"]: entry["bronStatus"] for entry in answer["bronnen"]}
    assert statuses["VERWIJSINDEX"] == statuses["GEMEENTE_REINTEGRATIE"] == "NIETS_GEVONDEN"


def test_an_index_that_is_down() -> None:
    """Without the verwijsindex nobody can say that no gemeente knows the person."""
    answer = World({"VERWIJSINDEX": DOWN}).ask(gemeenten=())
    assert SUPPORT not in answer
    assert set(answer["onvolledig"]) == {BENEFIT, SUPPORT}
    assert [entry for entry in answer["bronnen"] if entry["bron"].startswith("GEMEENTE")] == [
        {"bron": bron, "bronStatus": "NIET_BESCHIKBAAR", "oorzaak": "TIJD_OM"}
        for bron in ("GEMEENTE_UITKERING", "GEMEENTE_REINTEGRATIE")
    ]


def test_an_index_that_names_gemeenten() -> None:
    """Each gemeente the index names is asked and has its own entries."""
    world = World(
        {
            "VERWIJSINDEX": ("0855", "0772"),
            "GEMEENTE_REINTEGRATIE/0772": supports(support("10", gemeente="0772")),
        }
    )
    answer = world.ask((f"{SUPPORT}.typeVoorziening",), gemeenten=())
    assert sorted(world.asked) == ["GEMEENTE_REINTEGRATIE/0772", "GEMEENTE_REINTEGRATIE/0855", "VERWIJSINDEX"]
    assert answer["nietGeleverd"] == [
        {
            "veld": f"{SUPPORT}.typeVoorziening",
            "bron": "GEMEENTE_REINTEGRATIE",
            "gemeente": "0855",
            "reden": "NIETS_GEVONDEN",
        }
    ]


def test_an_index_beside_known_gemeenten_counts() -> None:
    """Where the index is always asked and is down, the known gemeenten alone cannot say "none"."""
    plan = plan_of()
    answered = [Outcome(source.bron, None, "NIETS_GEVONDEN") for source in plan.bronnen]
    down = Outcome("VERWIJSINDEX", None, "NIET_BESCHIKBAAR", "TIJD_OM", "BRON_NIET_BESCHIKBAAR")
    profile = merge(plan, [*answered, down], peildatum="2026-11-01")
    assert SUPPORT not in profile.delen
    assert set(profile.onvolledig) == {BENEFIT, SUPPORT}


def test_a_group_of_which_nobody_was_asked_is_not_none() -> None:
    """Without the outcome of each of its sources a group is incomplete."""
    profile = merge(plan_of(), [], peildatum="2026-11-01")
    assert set(profile.onvolledig) == GROUPS
    assert profile.delen == {}


def test_a_warning_does_not_answer() -> None:
    """A source that warns gives its rows, but a group without rows is not "none"."""
    answer = World({}).ask()
    assert answer["volledig"] is True
    plan = plan_of((f"{WORK}.urenklasse",))
    profile = merge(plan, [Outcome("UWV_POLIS", None, "WAARSCHUWING")], peildatum="2026-11-01")
    assert (profile.volledig, profile.onvolledig, profile.delen) == (False, (WORK,), {})


def test_not_registered_is_not_nothing_found() -> None:
    """A veld that no row has is NIET_GEREGISTREERD; the veld of a group without rows NIETS_GEVONDEN."""
    answer = World({"DUO": education((enrolment(),))}).ask()
    assert reasons(answer, "DUO") == {
        "arbeidsmarktkwalificatie.indicatieStartkwalificatie": "NIET_GEREGISTREERD",
        f"{EDUCATION}.indicatieDiploma": "NIET_GEREGISTREERD",
        f"{EDUCATION}.datumDiploma": "NIET_GEREGISTREERD",
        f"{EDUCATION}.datumEindeVolgenOpleiding": "NIET_GEREGISTREERD",
    }
    only = World({"DUO": education((), (), "1")}).ask()
    assert set(reasons(only, "DUO").values()) == {"NIETS_GEVONDEN"}
    assert "arbeidsmarktkwalificatie.indicatieStartkwalificatie" not in reasons(only, "DUO")


def test_unreadable_and_shielded_say_so() -> None:
    """An impossible date is ONLEESBAAR, a law about health AFGESCHERMD."""
    answer = World({"UWV_UITKERING": benefits(benefit("ZW", "20230231"))}).ask()
    assert reasons(answer, "UWV_UITKERING") == {
        f"{BENEFIT}.codeSzWet": "AFGESCHERMD",
        f"{BENEFIT}.datumAanvangUitkeringsverhouding": "ONLEESBAAR",
        f"{BENEFIT}.datumEindeUitkeringsverhouding": "NIET_GEREGISTREERD",
    }


def test_an_answer_has_its_day() -> None:
    """`peildatum` stands beside a source that answered, and only there."""
    answer = World({"DUO": DOWN}).ask()
    assert {entry["bron"] for entry in answer["bronnen"] if "peildatum" not in entry} == {"DUO"}
    assert {entry["peildatum"] for entry in answer["bronnen"] if "peildatum" in entry} == {"2026-11-01"}


def test_null_is_never_written() -> None:
    """A missing value is a missing key."""
    world = World(
        {"DUO": education((enrolment(None),)), "SVB": DOWN, "UWV_UITKERING": benefits(benefit("ZW"))}
    )
    assert "null" not in str(world.ask()).replace("None", "null")
