"""Occupations from UWV WERKbedrijf (`interface.md` §8, WERKbedrijf)."""

import pytest

from tests.fakes.answers import WORK, facts
from tests.fakes.dossiers import Tree, stated


def stated_job(*periods: Tree) -> Tree:
    """Write one job with these Arbeidsperioden."""
    return stated(jobs=[{"DatBArbeidsverhouding": "20200101", "Arbeidsperiode": periods, "Werkgever": {}}])


def coded(code: str) -> Tree:
    """Write an Arbeidsperiode with a coded occupation."""
    return {"BeroepsnaamGecodeerd": {"CdBeroepsnaam": code, "OmsBeroepsnaam": "Lasser"}}


@pytest.mark.parametrize(
    ("period", "expected", "drift"),
    [
        (coded("0000012345"), {"omschrijving": "Lasser", "code": "0000012345"}, 0),
        (coded("12345"), {"omschrijving": "Lasser"}, 1),
        (
            coded(9 * "\uff10" + "\uff11"),
            {"omschrijving": "Lasser"},
            1,
        ),
        ({"BeroepsnaamGecodeerd": {"OmsBeroepsnaam": "Lasser"}}, {"omschrijving": "Lasser"}, 0),
        ({"BeroepsnaamOngecodeerd": {"NaamBeroepOngecodeerd": "lassen"}}, {"omschrijving": "lassen"}, 0),
    ],
)
def test_a_code_goes_along_only_in_the_form_of_its_list(
    period: Tree, expected: dict[str, str], drift: int
) -> None:
    """The words always, the code when its list knows the form; another form is drift and never passes."""
    read = facts("UWV_WERKBEDRIJF", stated_job(period))
    (row,) = read.rijen[WORK]
    assert row["beroep"] == expected
    assert read.drift == drift
    assert row.keys() == {"beroep", "datumAanvangWerkzaamheden", "indicatieLopend", "bron", "herkomst", "rij"}
