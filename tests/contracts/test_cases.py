"""A purpose's own tests: a contract with a case that does not hold is refused."""

from datetime import date

import pytest

from gateway.errors import Refused
from gateway.register.register import asked_bronnen
from tests.contracts.room import CASEMANAGER, CASES, DJI, TODAY, Room

RECLASSERING = "contracts/doelbindingen/RECLASSERING_REINTEGRATIE.2021-07-01.cases.toml"
GEMEENTE = "contracts/doelbindingen/GEMEENTE_REINTEGRATIE.2021-07-01.cases.toml"
CASE = """
[[geval]]
omschrijving = "{why}"
op = {day}
afnemer = "00000099000000010000"
rol = "{role}"
uitkomst = "{outcome}"
"""


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (CASES, "TOEGESTAAN", "ROL_NIET_TOEGELATEN", "de vraag wordt toegestaan"),
        (CASES, "AFNEMER_NIET_TOEGELATEN", "TOEGESTAAN", "de uitkomst is AFNEMER_NIET_TOEGELATEN"),
        (CASES, "DOELBINDING_NIET_GELDIG", "DOELBINDING_ONBEKEND", "de uitkomst is DOELBINDING_NIET_GELDIG"),
        (RECLASSERING, "VELD_BUITEN_DOEL", "TOEGESTAAN", "de uitkomst is VELD_BUITEN_DOEL"),
        (RECLASSERING, "TOESTEMMING_ONTBREEKT", "TOEGESTAAN", "de uitkomst is TOESTEMMING_ONTBREEKT"),
        (GEMEENTE, "GEMEENTE_BUITEN_DOEL", "TOEGESTAAN", "de uitkomst is GEMEENTE_BUITEN_DOEL"),
    ],
)
def test_a_case_with_another_outcome_is_refused(room: Room, file: str, old: str, new: str, told: str) -> None:
    """A case that says allowed where the contract refuses, or the reverse, is told at its outcome."""
    line = room.change(file, f'uitkomst = "{old}"', f'uitkomst = "{new}"')
    (fault,) = room.faults()
    assert (fault.file, fault.line) == (file, line)
    assert told in fault.text


@pytest.mark.parametrize("asked", ['["UWV_WERKBEDRIJF", "SVB"]', "[]", '["SVB"]'])
def test_a_case_with_other_sources_is_refused(room: Room, asked: str) -> None:
    """`gevraagd` is the exact set: one source more, less or other does not hold, and the case is named."""
    line = room.change(CASES, 'gevraagd = ["UWV_WERKBEDRIJF"]', f"gevraagd = {asked}")
    (fault,) = room.faults()
    assert (fault.file, fault.line) == (CASES, line)
    assert "gevraagd wordt UWV_WERKBEDRIJF:" in fault.text


def test_every_case_that_does_not_hold_is_told(room: Room) -> None:
    """Two wrong cases are two faults."""
    lines = [
        room.change(CASES, 'uitkomst = "DOELBINDING_NIET_GELDIG"', 'uitkomst = "TOEGESTAAN"'),
        room.change(CASES, 'uitkomst = "DOELBINDING_NIET_IN_TOKEN"', 'uitkomst = "ROL_NIET_TOEGELATEN"'),
    ]
    assert [fault.line for fault in room.faults()] == lines


@pytest.mark.parametrize(
    ("outcome", "missing"), [("TOEGESTAAN", "geweigerd"), ("ROL_NIET_TOEGELATEN", "mag")]
)
def test_cases_of_one_kind_only_are_refused(room: Room, outcome: str, missing: str) -> None:
    """A purpose shows at least one question that is allowed and one that is refused."""
    role = "casemanager" if outcome == "TOEGESTAAN" else "nazorgcoordinator"
    room.write(CASES, CASE.format(why="alles", day=TODAY, role=role, outcome=outcome))
    (fault,) = room.faults()
    assert fault.file == CASES
    assert f"geen geval dat {missing}" in fault.text or f"wordt {missing}" in fault.text


NO_BASIS = "contracts/doelbindingen/BIJ_INFORMEREN_BURGEMEESTER.2021-07-01.cases.toml"


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        (("DOELBINDING_NIET_GELDIG",), ()),
        (("DOELBINDING_NIET_GELDIG", "TOEGESTAAN"), ("de uitkomst is DOELBINDING_NIET_GELDIG",)),
        (("TOEGESTAAN",), ("wordt geweigerd", "de uitkomst is DOELBINDING_NIET_GELDIG")),
    ],
)
def test_a_purpose_without_a_basis_shows_refusals_only(
    room: Room, outcomes: tuple[str, ...], told: tuple[str, ...]
) -> None:
    """It has nothing to allow, so a refusal is enough, and an allowed case does not hold."""
    cases = [CASE.format(why="iets", day=TODAY, role="casemanager", outcome=outcome) for outcome in outcomes]
    room.write(NO_BASIS, "".join(cases))
    faults = room.faults()
    assert {fault.file for fault in faults} <= {NO_BASIS}
    assert len(faults) == len(told)
    assert all(any(text in fault.text for fault in faults) for text in told)


def test_a_whitelist_that_shrinks_breaks_its_case(room: Room) -> None:
    """Taking a veld away without looking at the cases is told by the case that asks it."""
    lines = room.read(DJI).split("\n")
    at = lines.index('veld = "arbeidsmarktkwalificatie.opleiding.datumDiploma"')
    room.write(DJI, "\n".join(lines[: at - 1] + lines[at + 3 :]))
    (fault,) = room.faults()
    assert (fault.file, "VELD_BUITEN_DOEL" in fault.text) == (CASES, True)


def test_a_version_that_has_ended_loads_and_refuses(room: Room) -> None:
    """A question on the last day is allowed; the day after, the version is there and the question refused."""
    room.change(DJI, "geldigVan = 2026-01-01", "geldigVan = 2026-01-01\ngeldigTot = 2026-06-30")
    allowed = CASE.format(why="laatste dag", day="2026-06-30", role="casemanager", outcome="TOEGESTAAN")
    ended = CASE.format(
        why="dag erna", day="2026-07-01", role="casemanager", outcome="DOELBINDING_NIET_GELDIG"
    )
    room.write(CASES, allowed + ended)
    register = room.load()
    assert register.decide("DJI_INTAKE_ARBEIDSMARKT", CASEMANAGER, date(2026, 6, 30)).geldig_tot == date(
        2026, 6, 30
    )
    with pytest.raises(Refused) as refused:
        register.decide("DJI_INTAKE_ARBEIDSMARKT", CASEMANAGER, date(2026, 7, 1))
    assert refused.value.code == "DOELBINDING_NIET_GELDIG"


def test_an_empty_whitelist_loads_and_asks_nobody(room: Room) -> None:
    """Nothing allowed is nothing asked: the purpose loads, and its plan opens no source."""
    text = room.read(DJI)
    room.write(DJI, text[: text.index("[[veld]]")] + text[text.index("[[rijvoorwaarde]]") :])
    allowed = (
        CASE.format(why="niets", day=TODAY, role="casemanager", outcome="TOEGESTAAN") + "gevraagd = []\n"
    )
    refused = CASE.format(why="iets", day=TODAY, role="casemanager", outcome="VELD_BUITEN_DOEL")
    room.write(CASES, allowed + refused + 'velden = ["uitkeringsverhouding.categorie"]\n')
    register = room.load()
    doelbinding = register.decide("DJI_INTAKE_ARBEIDSMARKT", CASEMANAGER, TODAY)
    plan = register.plan(doelbinding, None).plan
    assert (plan.velden, plan.bronnen, plan.index) == ((), (), None)
    assert asked_bronnen(plan, ("0855",)) == ()
    with pytest.raises(Refused):
        register.plan(doelbinding, ("uitkeringsverhouding.categorie",))


def test_a_wrong_case_is_told_beside_other_faults(room: Room) -> None:
    """Faults elsewhere, also in a mapping, do not hide that a case does not hold."""
    case = room.change(CASES, 'uitkomst = "ROL_NIET_TOEGELATEN"', 'uitkomst = "TOEGESTAAN"')
    reason = room.change(DJI, '"Laat zien of kennis recent is."', '""')
    step = room.change("adapters/uwv/mapping.toml", '"alleen_werk"', '"alleen_wrk"')
    assert {(fault.file, fault.line) for fault in room.faults()} == {
        (CASES, case),
        (DJI, reason),
        ("adapters/uwv/mapping.toml", step),
    }
