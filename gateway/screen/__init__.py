"""The profile on a terminal, in plain Dutch, for a case manager."""

from gateway.screen.show import show
from gateway.screen.tables import source_line

__all__ = ["show", "source_line"]
