"""The good certificates: every organisation its own key and OIN, valid for a year."""

from dataclasses import dataclass
from datetime import datetime

from gateway.core.oin import oin_for_test
from gateway.pki.credential import Credential, NewKey
from gateway.pki.hierarchy import Hierarchy
from gateway.pki.issue import Leaf, Period

LEAF_DAYS = 365


@dataclass(frozen=True, slots=True)
class Maker:
    """What certificates are made with: who signs, the moment (UTC), and where keys come from."""

    ca: Hierarchy
    now: datetime
    new_key: NewKey

    def leaf(self, name: str, oin: str | None = None) -> Leaf:
        """Say what a good certificate says; without an OIN of its own it has that of the name."""
        return Leaf(name.upper(), oin or oin_for_test(name), Period.days(self.now, -1, LEAF_DAYS))

    def credential(self, name: str, oin: str | None = None) -> Credential:
        """Issue a good certificate for a key of its own."""
        return self.ca.issue(self.leaf(name, oin), self.new_key())
