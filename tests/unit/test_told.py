"""What the log of events says of a look-up in trouble."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from gateway.core.facts import Facts, Outcome
from gateway.errors import SettingsInvalid, SourceError, Unavailable
from gateway.settings import read_settings
from gateway.trouble import report
from tests.fakes.world import MemoryJournal, World

DOWN = SourceError("NIET_BESCHIKBAAR", "GEWEIGERD", "BRON_NIET_BESCHIKBAAR")


@dataclass(slots=True)
class Endless(MemoryJournal):
    """Records beginnings and no end."""

    async def end(self, _raadpleging_id: str, _tijdstip: str, _body: Mapping[str, object]) -> None:
        """Fail."""
        raise Unavailable("LOGBOEK_NIET_BESCHIKBAAR")


def events(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str | None]]:
    """Give each event with its bron."""
    return [(record.gebeurtenis, record.leden.get("bron")) for record in caplog.records]  # type: ignore[attr-defined]


def test_an_end_that_is_not_recorded_is_an_event(caplog: pytest.LogCaptureFixture) -> None:
    """An answer whose end cannot be recorded is not given, and the log of events says so once."""
    with caplog.at_level(logging.INFO, "gateway"), pytest.raises(Unavailable):
        World({}, journal=Endless()).ask()
    assert events(caplog) == [("EINDE_NIET_VASTGELEGD", None)]


def test_the_log_does_not_tell_at_how_many_gemeenten(caplog: pytest.LogCaptureFixture) -> None:
    """A bron that failed at two gemeenten is one line: how many there are says where a person lived."""
    down = {f"GEMEENTE_UITKERING/{code}": DOWN for code in ("0855", "0599")}
    with caplog.at_level(logging.INFO, "gateway"):
        World({"VERWIJSINDEX": ("0855", "0599"), **down}).ask(gemeenten=())
    assert events(caplog) == [("BRON_ZONDER_ANTWOORD", "GEMEENTE_UITKERING")]


def test_drift_is_told_once_for_a_bron(caplog: pytest.LogCaptureFixture) -> None:
    """What two gemeenten wrote outside the contract is one line with both together."""
    bron = "GEMEENTE_UITKERING"
    outcomes = [Outcome(bron, code, "GEVONDEN", facts=Facts(drift=2)) for code in ("0855", "0599")]
    with caplog.at_level(logging.INFO, "gateway"):
        report((*outcomes, Outcome("SVB", None, "GEVONDEN")), "raadpleging")
    assert events(caplog) == [("BRON_DRIFT", bron)]
    assert [record.leden["drift"] for record in caplog.records] == [4]  # type: ignore[attr-defined]


def test_an_address_with_a_password_is_refused() -> None:
    """What libraries might repeat in a log line does not start: by name, without the value."""
    environ = {"HOME": "/nowhere", "GATEWAY_OTLP_ENDPOINT": "http://u:geheim@collector.example"}
    with pytest.raises(SettingsInvalid) as invalid:
        read_settings(environ)
    assert [text.split(":")[0] for text in invalid.value.texts] == ["GATEWAY_OTLP_ENDPOINT"]
    assert "geheim" not in str(invalid.value)
