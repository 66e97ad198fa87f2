"""What the commands beside serving tell, and how they end."""

import sys

from adapters.mock.fault import Fault, write_faults, write_json


class Unusable(Exception):
    """A command cannot be done as it was given; the text says what to change."""


def report(faults: list[Fault], fine: str, *, as_json: bool) -> int:
    """Tell faults, for people or machines; `fine` is said when there are none. Gives the exit code."""
    if as_json:
        sys.stdout.write(write_json([fault.shown() for fault in faults]))
    else:
        sys.stdout.write(write_faults(faults) or fine)
    return int(bool(faults))
