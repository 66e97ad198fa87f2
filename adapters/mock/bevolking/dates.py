"""How registers write dates: mostly whole, now and then in part, a stand-in, or one that cannot be."""

from collections.abc import Mapping
from datetime import date

from adapters.mock.bevolking.dice import Dice

UNKNOWN_BEGINS = ("66660101", "00000000")
OPEN_ENDS = ("88881231", "99991231", "00000000")

_WHOLE, _MONTH, _YEAR, _STAND_IN, _IMPOSSIBLE = range(5)
_PARTS: Mapping[int, float] = {_WHOLE: 96.3, _MONTH: 1.5, _YEAR: 1.2, _STAND_IN: 0.8, _IMPOSSIBLE: 0.2}
_USABLE_PARTS: Mapping[int, float] = {_WHOLE: 96.5, _MONTH: 1.5, _YEAR: 1.2, _STAND_IN: 0.8}
_REMEMBERED: Mapping[int, float] = {_WHOLE: 30, _MONTH: 35, _YEAR: 33, _STAND_IN: 1.7, _IMPOSSIBLE: 0.3}
_END_PARTS: Mapping[int, float] = {_WHOLE: 98.5, _MONTH: 0.8, _YEAR: 0.7}
_OPEN: Mapping[str, float] = {"": 76, "88881231": 10, "99991231": 9, "00000000": 5}


def written(day: date) -> str:
    """Write a whole day: EEJJMMDD."""
    return day.isoformat().replace("-", "")


def begin(dice: Dice, day: date) -> str:
    """Write a begin as a register does; one in five hundred is no day of any calendar."""
    return _write(day, dice.weighed(_PARTS), dice.pick(UNKNOWN_BEGINS))


def usable_begin(dice: Dice, day: date) -> str:
    """Write a begin from which a source can still count months."""
    return _write(day, dice.weighed(_USABLE_PARTS), dice.pick(UNKNOWN_BEGINS))


def remembered(dice: Dice, day: date) -> str:
    """Write a day as people recall it themselves: often the month or only the year."""
    return _write(day, dice.weighed(_REMEMBERED), "00000000")


def end(dice: Dice, day: date | None) -> str | None:
    """Write an end as a register does; an open end is left out (None) or a stand-in."""
    if day is None:
        return dice.weighed(_OPEN) or None
    return _write(day, dice.weighed(_END_PARTS), "")


def filled(row: Mapping[str, str | None]) -> dict[str, str]:
    """Give a row without the elements that are not there."""
    return {name: text for name, text in row.items() if text is not None}


def _write(day: date, kind: int, stand_in: str) -> str:
    whole = written(day)
    forms = (whole, f"{whole[:6]}00", f"{whole[:4]}0000", stand_in, f"{whole[:4]}0230")
    return forms[kind]
