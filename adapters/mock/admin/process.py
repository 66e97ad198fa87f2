"""The clock, the health and the version of the process."""

from datetime import datetime
from typing import Any

from adapters.mock.admin.desk import Desk
from adapters.mock.admin.operation import Given, Operation
from adapters.mock.clock import A_MOMENT, read_moment, within
from adapters.mock.shape import Schema, ShapeError, obj
from adapters.mock.version import ADMIN, LIVES, MOCKS

_CLOCK: Schema = obj(
    {"moment": {"type": "string", "format": "date-time"}, "staat_stil": {"type": "boolean"}},
    "moment",
    "staat_stil",
)
_SET_CLOCK: Schema = obj(
    {
        "zet": {"type": ["string", "null"], "description": f"{A_MOMENT}; null: de echte tijd"},
        "schuif": {"type": "number", "description": "zoveel seconden vooruit; negatief: terug"},
    }
)
_VERSION: Schema = obj({name: {"type": "string"} for name in ("mocks", "admin", "levens", "profiel")})


class Process:
    """The operations on the process."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def clock(self, _given: Given, _body: None) -> dict[str, Any]:
        """Give what time the sources think it is."""
        return self._desk.tools.clock.show()

    def set_clock(self, _given: Given, body: Given) -> dict[str, Any]:
        """Set the clock, which then stands still, and move it: both, or nothing."""
        clock = self._desk.tools.clock
        if not body:
            raise ShapeError("zet", "ontbreekt; of geef schuif")
        seconds = body.get("schuif", 0)
        try:
            if "zet" in body:
                clock.set(_moment(body["zet"]), seconds)
            else:
                clock.move(seconds)
        except OverflowError:
            raise ShapeError("schuif", "dit moment bestaat niet") from None
        return clock.show()

    def version(self, _given: Given, _body: None) -> dict[str, str]:
        """Give the versions."""
        profile = "strict" if self._desk.strict else "open"
        return {"mocks": MOCKS, "admin": ADMIN, "levens": LIVES, "profiel": profile}

    def operations(self) -> list[Operation]:
        """Give the table."""
        health = obj({"status": {"type": "string", "enum": ["ok"]}}, "status")
        return [
            Operation("GET", "/clock", "De klok van de bronnen", self.clock, _CLOCK),
            Operation("PUT", "/clock", "De klok zetten en schuiven", self.set_clock, _CLOCK, body=_SET_CLOCK),
            Operation("GET", "/health", "Leeft het proces?", lambda *_: {"status": "ok"}, health),
            Operation("GET", "/versie", "Welke versie is dit?", self.version, _VERSION),
        ]


def _moment(text: str | None) -> datetime | None:
    """Read a moment to set the clock to; null is the real time."""
    if text is None:
        return None
    moment = read_moment(text)
    if moment is None:
        raise ShapeError("zet", f"moet {A_MOMENT} zijn")
    try:
        return within(moment)
    except OverflowError:
        raise ShapeError("zet", "dit moment bestaat niet") from None
