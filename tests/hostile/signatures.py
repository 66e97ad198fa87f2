"""Attacks on signed answers; one row each, shown in `docs/bestendigheid.md` under its own heading."""

from tests.hostile.attack import Attack

SIGNED: tuple[Attack[None], ...] = ()
"""A row's `make` may be any function its test understands: then widen `M` in `attack.py`."""
