"""How an answer is refused once it is in: unusable, too large, too late (`interface.md` §8, Failures)."""

from gateway.errors import SourceError


def unusable() -> SourceError:
    """A 200 that cannot be read."""
    return SourceError("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR")


def too_large() -> SourceError:
    """More elements than an answer may have."""
    return SourceError("FOUT", "TE_GROOT", "ONLEESBAAR")


def too_late() -> SourceError:
    """An answer that can no longer be read in time."""
    return SourceError("NIET_BESCHIKBAAR", "TIJD_OM", "BRON_NIET_BESCHIKBAAR")
