"""How long an answer may be kept: a real source says so itself, a mocked one follows the setting."""

from typing import Any

import pytest

from gateway.caching import seconds_kept
from gateway.errors import SettingsInvalid
from gateway.register.register import Register
from gateway.settings import Settings
from tests.fakes.answers import OnePurpose, dji, register

AGREED = 300
_MOCKED = {"url": "http://bron.example", "omgeving": "nagebootst"}
_REAL = {"url": "https://bron.example", "omgeving": "echt"}


def agreed(seconds: int) -> Register:
    """Give contracts in which the SVB lets its answers be kept so long."""
    contracts = OnePurpose(dji())
    svb = contracts.afspraken["svb"].model_copy(update={"cache_seconden": seconds})
    contracts.afspraken = {**contracts.afspraken, "svb": svb}
    return contracts


def settings(bron: dict[str, Any], **others: dict[str, Any]) -> Settings:
    """Give settings with the SVB, and others, as they are."""
    return Settings.model_validate({"state_dir": "/s", "bronnen": {"svb": bron, **others}})


@pytest.mark.parametrize(
    ("bron", "asked", "expected"),
    [
        (_MOCKED, None, AGREED),
        (_MOCKED, 0, 0),
        (_MOCKED, 900, 900),
        (_REAL, None, AGREED),
        (_REAL, 0, 0),
        (_REAL, AGREED, AGREED),
    ],
)
def test_how_long(bron: dict[str, str], asked: int | None, expected: int) -> None:
    """Without a setting what the afspraak says; a mocked source follows any setting, a real one a smaller."""
    assert seconds_kept(settings({**bron, "cache_seconden": asked}), agreed(AGREED)) == {"svb": expected}


def test_a_real_source_is_never_kept_longer_than_agreed() -> None:
    """Every setting above its afspraak is a fault that names it; the afspraken of today allow none."""
    asked = {**_REAL, "cache_seconden": 1}
    with pytest.raises(SettingsInvalid) as refusal:
        seconds_kept(settings(asked, duo=asked, uwv=_MOCKED), agreed(0))
    assert [text.partition(":")[0] for text in refusal.value.texts] == [
        "GATEWAY_BRONNEN__DUO__CACHE_SECONDEN",
        "GATEWAY_BRONNEN__SVB__CACHE_SECONDEN",
    ]
    assert {afspraak.cache_seconden for afspraak in register().afspraken.values()} == {0}
