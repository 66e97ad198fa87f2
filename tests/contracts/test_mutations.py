"""A typing error in a whitelist never allows more (`P8`: mutate each character of a valid file)."""

import re
from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import ContractsInvalid
from tests.contracts.room import CASES, DJI, TODAY, Room, new_room

VELDEN = (
    "arbeidsmarktkwalificatie.indicatieStartkwalificatie",
    "arbeidsmarktkwalificatie.werkervaring.naamOrganisatie",
    "uitkeringsverhouding.categorie",
)
CASE = f"""
[[geval]]
omschrijving = "alles wat mag"
op = {TODAY}
afnemer = "00000099000000010000"
rol = "casemanager"
uitkomst = "TOEGESTAAN"

[[geval]]
omschrijving = "een ander veld"
op = {TODAY}
afnemer = "00000099000000010000"
rol = "casemanager"
velden = ["uitkeringsverhouding.codeSzWet"]
uitkomst = "VELD_BUITEN_DOEL"
"""
TRICKS = "*?.%$[]{}\"'#\\=, \t\n\r\x00\u00a0\u200b\u202e\u0430\u0435\u0131\uff0e"
characters = st.one_of(st.sampled_from(TRICKS), st.characters(codec="utf-8"))


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """Contracts that allow three velden of the many that sources deliver, so that more is possible."""
    room = new_room(tmp_path_factory.mktemp("narrow"))
    text = room.read(DJI)
    lines = "".join(f'[[veld]]\nveld = "{veld}"\nreden = "omdat het moet"\n\n' for veld in VELDEN)
    room.write(DJI, text[: text.index("[[veld]]")] + lines + text[text.index("[[rijvoorwaarde]]") :])
    room.write(CASES, CASE)
    assert {veld for doel, veld in allowed(room) if doel.startswith("DJI_")} == set(VELDEN)
    return room


def allowed(room: Room) -> set[tuple[str, str]]:
    """Give (purpose and version, veld) of all that is allowed; nothing when the contracts are refused."""
    try:
        register = room.load()
    except ContractsInvalid:
        return set()
    plans = (register.plan(found, None).plan for found in register.doelbindingen)
    return {
        (f"{plan.doelbinding.id}.{plan.doelbinding.versie}", veld) for plan in plans for veld in plan.velden
    }


@pytest.fixture(scope="module")
def before(narrow: Room) -> set[tuple[str, str]]:
    """What every purpose allows before anything is changed."""
    return allowed(narrow)


def positions(text: str) -> list[int]:
    """Give where every character of a `veld = …` line stands."""
    return [
        at for match in re.finditer(r'^veld = "[^"]*"$', text, re.MULTILINE) for at in range(*match.span())
    ]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(pick=st.integers(min_value=0), char=characters, how=st.sampled_from(["replace", "insert", "delete"]))
def test_one_character_never_allows_more(
    narrow: Room, before: set[tuple[str, str]], pick: int, char: str, how: str
) -> None:
    """Whatever one character of a veld line becomes: refused at load, or no purpose allows a veld more."""
    good = narrow.read(DJI)
    places = positions(good)
    at = places[pick % len(places)]
    try:
        after = good[at:] if how == "insert" else good[at + 1 :]
        narrow.write(DJI, good[:at] + ("" if how == "delete" else char) + after)
        assert allowed(narrow) <= before
    finally:
        narrow.write(DJI, good)


@pytest.mark.parametrize(
    "trick",
    ["*", "arbeidsmarktkwalificatie", "arbeidsmarktkwalificatie.*", "", ".", "UITKERINGSVERHOUDING.GEMEENTE"],
)
def test_no_trick_stands_for_velden(narrow: Room, trick: str) -> None:
    """A wildcard, a group, an empty text or another case in place of a veld is refused."""
    good = narrow.read(DJI)
    try:
        narrow.change(DJI, f'"{VELDEN[0]}"', f'"{trick}"')
        assert allowed(narrow) == set()
    finally:
        narrow.write(DJI, good)


def test_no_two_velden_are_one_character_apart(room: Room) -> None:
    """So no single typing error can turn one veld into another."""
    paths = [veld.pad for veld in room.load().profiel.veld]
    assert [pair for pair in combinations(paths, 2) if pair[1] in set(_neighbours(*pair))] == []


def _neighbours(pad: str, other: str) -> Iterator[str]:
    for at in range(len(pad) + 1):
        yield pad[:at] + pad[at + 1 :]
        for char in set(other):
            yield pad[:at] + char + pad[at + 1 :]
            yield pad[:at] + char + pad[at:]
