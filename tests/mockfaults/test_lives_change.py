"""LEVEN: a benefit ends between two calls; memos, scopes and resets stay right."""

from typing import Any

import pytest

from tests.mockfaults.questions import TARGETS, Target, body_of, new_trace
from tests.mockfaults.served import Mocks, Seen

REST = TARGETS["Bijstandsregelingen-v0500-rest"]
SOAP = TARGETS["Bijstandsregelingen-v0500-soap"]
ENDED = {
    "gemeente": {
        "0855": {
            "Bijstandsregelingen": {
                "Uitkeringsverhouding": [
                    {
                        "DatBUitkeringsverhouding": "20240201",
                        "DatEUitkeringsverhouding": "20261031",
                        "CdSzWet": "PW",
                    }
                ]
            }
        }
    }
}


def ends(seen: Seen, target: Target) -> str:
    """Give the end of the benefit in an answer; empty while it is paid."""
    assert target.fits(seen.body)
    if target.face == "soap":
        path = "ClientSuwi/Uitkeringsverhouding/DatEUitkeringsverhouding"
        return body_of(seen.body).findtext(path) or ""
    return str(seen.json["dossiers"][0]["uitkeringsverhouding"][0].get("datEUitkeringsverhouding", ""))


def change(mocks: Mocks, **given: Any) -> None:
    """End the benefit of P01."""
    waar = {"persoon": "P01", **given.pop("waar", {})}
    mocks.admin("POST", "/faults", {"soort": "LEVEN", "waar": waar, "tabellen": ENDED, **given})


@pytest.mark.parametrize("target", [REST, SOAP], ids=["rest", "soap"])
def test_benefit_ends_between_two_calls(mocks: Mocks, target: Target) -> None:
    """From the second call on the life is another, over both faces, in the stamp and for the admin."""
    change(mocks, vanaf=2, waar={"operatie": target.operatie})
    seen = [target.ask(mocks, new_trace()) for _ in range(3)]
    other = REST if target is SOAP else SOAP
    seen.append(other.ask(mocks, new_trace()))
    assert [ends(each, other if number == 3 else target) for number, each in enumerate(seen)] == [
        "",
        "20261031",
        "20261031",
        "20261031",
    ]
    assert [each.headers["x-mock-leven"] for each in seen] == ["P01;versie=1", *["P01;versie=2"] * 3]
    assert mocks.admin("GET", "/people/P01")["versie"] == 2
    answers = mocks.admin("GET", "/people/P01/antwoorden")
    told = [str(answer["antwoord"]) for answer in answers if answer["dienst"] == REST.operatie]
    assert ["20261031" in each for each in told] == [True, True]


def test_changed_life_stays_within_its_trace(mocks: Mocks) -> None:
    """A life that changed in one trace is as it was in another."""
    trace, elsewhere = new_trace(), new_trace()
    change(mocks, waar={"trace": trace})
    seen = [REST.ask(mocks, each) for each in (elsewhere, trace, elsewhere, trace)]
    assert [ends(each, REST) for each in seen] == ["", "20261031", "", "20261031"]


def test_reset_gives_the_life_back(mocks: Mocks) -> None:
    """After a reset the sources answer from the life as it was; a change after that is seen again."""
    for _ in range(2):
        change(mocks)
        assert ends(REST.ask(mocks, new_trace()), REST) == "20261031"
        mocks.admin("POST", "/reset", {"persoon": "P01"})
        assert ends(REST.ask(mocks, new_trace()), REST) == ""


def test_change_leaves_room_for_other_rules(mocks: Mocks) -> None:
    """Once a life has changed, a later rule strikes the requests about it."""
    change(mocks)
    mocks.admin("POST", "/faults", {"soort": "STATUS", "waar": {"persoon": "P01"}})
    assert [REST.ask(mocks, new_trace()).status for _ in range(2)] == [200, 503]


@pytest.mark.parametrize(
    ("tables", "key"),
    [
        ({}, "tabellen"),
        ({"persoon": {"bsn": "999991450"}}, "tabellen"),
        ({"gemeente": 3}, "tabellen.gemeente"),
        ({"duo": {"DUODossierPersoonGSD": 5}}, "tabellen"),
        ({"duo": {"DUODossierPersoonGSD": {"ResultaatOpleidingGeregistrDuo": [{}]}}}, "tabellen"),
        ({"afwijking": {"DUODossierPersoonGSD": {"vorm": "x"}}}, "tabellen"),
    ],
)
def test_impossible_life_is_refused(mocks: Mocks, tables: dict[str, Any], key: str) -> None:
    """A patch from which a source could not answer is refused at once, naming its key, nothing of Python."""
    rule = {"soort": "LEVEN", "waar": {"persoon": "P01"}, "tabellen": tables}
    refused = mocks.refused("POST", "/faults", rule)
    assert (refused.status, refused.json["sleutel"]) == (400, key)
    assert "Error" not in refused.body.decode()
    assert mocks.admin("GET", "/faults") == []


def test_null_takes_away(mocks: Mocks) -> None:
    """A table that is null is gone: the gemeente knows nobody any more."""
    gone = {"gemeente": None}
    mocks.admin("POST", "/faults", {"soort": "LEVEN", "waar": {"persoon": "P01"}, "tabellen": gone})
    assert REST.ask(mocks, new_trace()).json == {"dossiers": []}
    assert TARGETS["VERWIJSINDEX"].ask(mocks, new_trace()).json == {"gemeenten": []}
