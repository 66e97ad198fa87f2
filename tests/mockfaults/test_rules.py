"""Which requests a rule strikes: by count, chance, quota, time, state and scope. The same ones every time."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from tests.mockfaults.questions import DUO, SVB, TARGETS, new_trace
from tests.mockfaults.served import Mocks

BROKEN = {"soort": "STATUS"}


def statuses(mocks: Mocks, count: int, trace: str = "") -> str:
    """Ask DUO so often; give a dot per answer as usual, and an x per 503."""
    trace = trace or new_trace()
    return "".join({200: ".", 503: "x"}[DUO.ask(mocks, trace).status or 0] for _ in range(count))


def rule(mocks: Mocks, **given: Any) -> str:
    """Add a rule that breaks what it strikes; give its id."""
    return str(mocks.admin("POST", "/faults", {**BROKEN, **given})["id"])


@pytest.mark.parametrize(
    ("given", "struck"),
    [
        ({}, "xxxxx"),
        ({"vanaf": 3}, "..xxx"),
        ({"tot": 2}, "xx..."),
        ({"vanaf": 2, "tot": 3}, ".xx.."),
        ({"kans": 0}, "....."),
        ({"quotum": {"aantal": 2, "seconden": 60}}, "..xxx"),
        ({"waar": {"bron": "duo"}}, "xxxxx"),
        ({"waar": {"bron": "svb"}}, "....."),
        ({"waar": {"operatie": "DUODossierPersoonGSD"}}, "xxxxx"),
        ({"waar": {"operatie": "DUODossierPersoonGSD-v0300"}}, "xxxxx"),
        ({"waar": {"operatie": "VERWIJSINDEX"}}, "....."),
        ({"waar": {"persoon": DUO.bsn}}, "xxxxx"),
        ({"waar": {"persoon": "P04"}}, "....."),
        ({"waar": {"oin": "00000099000000010000"}}, "....."),
    ],
)
def test_rule_strikes_what_it_names(mocks: Mocks, given: Mapping[str, Any], struck: str) -> None:
    """Count, chance, quota, bron, service and person each narrow what a rule strikes."""
    rule(mocks, **given)
    assert statuses(mocks, 5) == struck


def test_rule_strikes_one_gemeente(mocks: Mocks) -> None:
    """A rule for a gemeente strikes what is asked of that one by its code in the path, and nothing else."""
    asked = TARGETS["Bijstandsregelingen-v0500-rest"]
    code = asked.path.split("/")[3]
    rule(mocks, waar={"gemeente": code})
    other = replace(asked, path=asked.path.replace(code, "0363"))
    statuses = [
        target.ask(mocks, new_trace()).status for target in (asked, other, DUO, TARGETS["VERWIJSINDEX"])
    ]
    assert (code != "0363", statuses) == (True, [503, 200, 200, 200])


def test_first_rule_that_strikes_wins(mocks: Mocks) -> None:
    """Rules are tried in the order in which they came; one that lets a request pass leaves it to the next."""
    first = rule(mocks, tot=1)
    second = rule(mocks, soort="NIETS_GEVONDEN", tot=1)
    answers = [DUO.ask(mocks, new_trace()) for _ in range(3)]
    assert [answer.status for answer in answers] == [503, 200, 200]
    assert answers[1].json == {"dossiers": []} != answers[2].json
    assert [each["regel"] for each in mocks.admin("GET", "/requests")] == [first, second, None]
    shown = mocks.admin("GET", "/faults")
    assert [(each["id"], each["pasten"], each["geraakt"]) for each in shown] == [("1", 3, 1), ("2", 2, 1)]


def test_chance_follows_from_seed_and_count(mocks: Mocks) -> None:
    """One seed strikes the same requests again, another seed others, each about as often as it says."""
    runs = []
    for seed in (7, 7, 8):
        mocks.admin("POST", "/reset")
        rule(mocks, kans=0.3, seed=seed)
        runs.append(statuses(mocks, 200))
    assert runs[0] == runs[1] != runs[2]
    assert all(40 <= run.count("x") <= 80 for run in runs)


def test_chance_holds_when_asked_at_once(mocks: Mocks) -> None:
    """Asked by eight clients at once, as many requests are struck as when asked one by one."""
    counts = []
    for clients in (1, 8):
        mocks.admin("POST", "/reset")
        rule(mocks, kans=0.3, seed=7)
        with ThreadPoolExecutor(clients) as pool:
            counts.append("".join(pool.map(lambda _: statuses(mocks, 1), range(100))).count("x"))
    assert counts[0] == counts[1] > 0


def play(mocks: Mocks) -> bytes:
    """Play a scenario with chance, delay, state and a changed life; give the bytes of the journal."""
    mocks.admin("POST", "/reset")
    mocks.admin("PUT", "/clock", {"zet": "2026-11-01T08:00:00Z"})
    rule(mocks, kans=0.4, seed=3, waar={"bron": "duo"})
    rule(mocks, soort="VERTRAGING", ms=1, kans=0.5, seed=4)
    rule(mocks, soort="WILLEKEURIG", kans=0.3, seed=5)
    for number in range(30):
        (DUO if number % 3 else SVB).ask(mocks, f"{number:032x}")
        mocks.admin("PUT", "/clock", {"schuif": 1.5})
    return mocks.ask("GET", "/__admin/requests").body


def test_same_seeds_give_the_same_journal(mocks: Mocks, shared: Mocks) -> None:
    """One scenario played twice, and in another process, leaves the same bytes in the journal."""
    first = play(mocks)
    assert first == play(mocks)
    assert len({entry["antwoord"]["soort"] for entry in json.loads(first)}) == 4
    assert hash_of_person(mocks) == hash_of_person(shared)


def hash_of_person(mocks: Mocks) -> str:
    trace = new_trace()
    DUO.ask(mocks, trace)
    [entry] = mocks.admin("GET", f"/requests?trace={trace}")
    return str(entry["persoon"])


def test_traces_do_not_disturb_each_other(mocks: Mocks) -> None:
    """Two teams at once, each with rules, counts and a state of its own in its trace, see only their own."""
    teams = {new_trace(): ".x.x.x", new_trace(): "xxx..."}
    one, two = teams
    for state, becomes in (("begin", "stuk"), ("stuk", "begin")):
        given = BROKEN if state == "stuk" else {"soort": "VERTRAGING", "ms": 1}
        turn = {"naam": "storing", "eist": state, "wordt": becomes}
        mocks.admin("POST", "/faults", {**given, "waar": {"trace": one}, "toestand": turn})
    rule(mocks, waar={"trace": two}, tot=3)
    with ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(lambda trace: statuses(mocks, 6, trace), teams))
    assert seen == [*teams.values()]
    assert len(mocks.admin("GET", f"/requests?trace={one}")) == 6


def test_reset_of_a_scope_leaves_the_rest(mocks: Mocks) -> None:
    """Resetting a trace takes its rules, states and journal away; another trace and the clock stay."""
    one, two = new_trace(), new_trace()
    mocks.admin("PUT", "/clock", {"zet": "2026-11-01T08:00:00Z"})
    for trace in (one, two):
        rule(mocks, waar={"trace": trace}, toestand={"naam": "a", "wordt": "b"})
        assert statuses(mocks, 1, trace) == "x"
    mocks.admin("POST", "/reset", {"trace": one})
    assert [each["waar"]["trace"] for each in mocks.admin("GET", "/faults")] == [two]
    assert [each["trace"] for each in mocks.admin("GET", "/states")] == [two]
    assert [each["traceparent"][3:35] for each in mocks.admin("GET", "/requests")] == [two]
    assert statuses(mocks, 1, one) + statuses(mocks, 1, two) == ".x"
    assert mocks.admin("GET", "/clock")["staat_stil"]


def test_source_fails_and_recovers(mocks: Mocks) -> None:
    """A state that turns at every step makes a source fail twice and recover; it can be set by hand."""
    steps = [("begin", "een keer stuk"), ("een keer stuk", "hersteld")]
    for needs, becomes in steps:
        rule(mocks, toestand={"naam": "duo", "eist": needs, "wordt": becomes})
    assert statuses(mocks, 4) == "xx.."
    [state] = mocks.admin("GET", "/states")
    assert (state["naam"], state["toestand"]) == ("duo", "hersteld")
    mocks.admin("PUT", "/states", {"naam": "duo", "toestand": "een keer stuk"})
    assert statuses(mocks, 2) == "x."


def test_source_is_down_on_sunday(mocks: Mocks) -> None:
    """A rule for a stretch of time strikes by the clock of the sources: set, standing still, and moved."""
    rule(mocks, tijdvak={"van": "2026-11-01T00:00:00+01:00", "tot": "2026-11-02T00:00:00+01:00"})
    seen = ""
    mocks.admin("PUT", "/clock", {"zet": "2026-10-31T22:59:59Z"})
    for seconds in (0, 1, 24 * 3600 - 1, 1, -1):
        mocks.admin("PUT", "/clock", {"schuif": seconds})
        seen += statuses(mocks, 1)
    assert seen == ".xx.x"
    assert mocks.admin("GET", "/clock") == {"moment": "2026-11-01T22:59:59.000Z", "staat_stil": True}
    assert not mocks.admin("PUT", "/clock", {"zet": None})["staat_stil"]


def test_quota_begins_anew_in_the_next_window(mocks: Mocks) -> None:
    """After the seconds of a quota, counted from the first request of the window, requests pass again."""
    mocks.admin("PUT", "/clock", {"zet": "2026-11-01T08:00:00Z"})
    rule(mocks, quotum={"aantal": 1, "seconden": 10})
    seen = statuses(mocks, 2)
    for seconds in (9.9, 0.1):
        mocks.admin("PUT", "/clock", {"schuif": seconds})
        seen += statuses(mocks, 2)
    assert seen == ".xxx.x"


def test_chance_ramps_up(mocks: Mocks) -> None:
    """With a ramp nothing is struck at first, about half halfway, and everything from its end."""
    mocks.admin("PUT", "/clock", {"zet": "2026-11-01T08:00:00Z"})
    rule(mocks, aanloop={"seconden": 100})
    counts = []
    for _ in range(4):
        counts.append(statuses(mocks, 40).count("x"))
        mocks.admin("PUT", "/clock", {"schuif": 50})
    assert counts[0] == 0
    assert 10 < counts[1] < 30
    assert counts[2:] == [40, 40]
