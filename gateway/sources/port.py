"""Everything an adapter author must know: a question in, bytes out."""

import errno
from typing import Protocol

from gateway.core.call import Call, Raw
from gateway.errors import Repeat, SourceError


class Source(Protocol):
    """One way to ask one bron."""

    async def fetch(self, call: Call) -> Raw:
        """Ask and give the bytes; raises SourceError only."""
        ...


def too_late() -> SourceError:
    """The source did not answer in time."""
    return SourceError("NIET_BESCHIKBAAR", "TIJD_OM", "BRON_NIET_BESCHIKBAAR", repeat="UNSURE")


def no_connection(why: str = "") -> SourceError:
    """The source could not be reached, so it heard nothing; `why` for the operator.

    What TLS refuses for a reason it would refuse again.
    """
    repeat: Repeat = "NEVER" if why else "SAFE"
    return SourceError("NIET_BESCHIKBAAR", "VERBINDING", "BRON_NIET_BESCHIKBAAR", why=why, repeat=repeat)


OUT_OF_FILES = frozenset({errno.EMFILE, errno.ENFILE})
"""What the system says when this process, or all of them together, may open no file more."""


def out_of_files() -> SourceError:
    """We have no file for a connection, so the source heard nothing and is not to blame."""
    why = "geen bestand vrij voor een verbinding"
    lack = SourceError("NIET_BESCHIKBAAR", "VERBINDING", "BRON_NIET_BESCHIKBAAR", why=why, repeat="SAFE")
    lack.ours = True
    return lack


def broken_off() -> SourceError:
    """The connection ended on the way; whether the source heard the question is not known."""
    return SourceError("NIET_BESCHIKBAAR", "VERBINDING", "BRON_NIET_BESCHIKBAAR", repeat="UNSURE")


def too_large() -> SourceError:
    """The source sent more than it may."""
    return SourceError("FOUT", "TE_GROOT", "ONLEESBAAR")


def unreadable() -> SourceError:
    """The source answered in a way that is not read."""
    return SourceError("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR")


def not_a_test_person() -> SourceError:
    """The last fence before a mocked source: only test persons are sent to it."""
    return SourceError("NIET_TOEGESTAAN", "GRONDSLAG", "NIET_TOEGESTAAN")
