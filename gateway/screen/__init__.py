"""The profile on a terminal, in plain Dutch, for a case manager."""

from gateway.screen.show import show

__all__ = ["show"]
