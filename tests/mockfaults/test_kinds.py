"""Every kind of fault, at every service of every bron over both faces, through a real socket."""

import pytest

from adapters.mock.faults.kinds import KINDS
from tests.mockfaults.expected import CASES, Case
from tests.mockfaults.questions import DUO, SVB, TARGETS, Target, new_trace
from tests.mockfaults.served import Mocks

ROWS = [
    pytest.param(name, case, target, id=f"{name}-{number}-{target.name}")
    for name, cases in CASES.items()
    for number, case in enumerate(cases)
    for target in TARGETS.values()
    if target.face in KINDS[name].faces and target.bsn != "999991450"
    if number == 0 or name != "VERTRAGING" or target in {DUO, SVB}  # what chance does to time is slow to see
]


def test_every_kind_is_tried() -> None:
    """No kind of the table is without a case; LEVEN and HANDTEKENING have tests of their own."""
    assert CASES.keys() | {"LEVEN", "HANDTEKENING"} == KINDS.keys()
    assert {target.bron for target in TARGETS.values()} == {"uwv", "svb", "duo", "gemeente", "in_made"}


@pytest.mark.parametrize(("name", "case", "target"), ROWS)
def test_client_sees_the_fault(shared: Mocks, name: str, case: Case, target: Target) -> None:
    """A client within the trace of a rule sees its fault; one outside it sees the usual answer."""
    trace, elsewhere = new_trace(), new_trace()
    rule = {"soort": name, "waar": {"trace": trace, "operatie": target.operatie}, **case.given}
    added = shared.admin("POST", "/faults", rule)
    usual, seen = target.ask(shared, elsewhere), target.ask(shared, trace)
    shared.admin("DELETE", f"/faults/{added['id']}")
    assert usual.status == 200
    assert target.fits(usual.body)
    assert case.check(target, usual, seen)
    [entry] = shared.admin("GET", f"/requests?trace={trace}")
    assert (entry["regel"], entry["antwoord"]["soort"]) == (added["id"], name)
    assert entry["antwoord"]["status"] == seen.status
