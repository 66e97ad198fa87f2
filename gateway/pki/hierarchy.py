"""The shape of PKIoverheid: a root and one authority below it, which issues."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from cryptography import x509

from gateway.pki.credential import Credential, NewKey, PrivateKey, pem
from gateway.pki.issue import Authority, Leaf, Period

CRL_DAYS = 30
_YEAR = 365


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A root and the authority below it."""

    root: Authority
    issuing: Authority

    @classmethod
    def new(cls, name: str, now: datetime, new_key: NewKey) -> Self:
        """Make both, with the name in theirs; old enough to have issued what expired."""
        root = Authority.root(f"Root CA {name}", new_key(), Period.days(now, -4 * _YEAR, 16 * _YEAR))
        below = root.below(f"Services CA {name}", new_key(), Period.days(now, -3 * _YEAR, 9 * _YEAR))
        return cls(root, below)

    def issue(self, leaf: Leaf, key: PrivateKey) -> Credential:
        """Sign a leaf for a key."""
        return self.issuing.issue(leaf, key)

    def trust(self) -> bytes:
        """Give what to trust: the issuing authority and the root, in PEM."""
        return pem(self.issuing.chain)

    def crls(self, valid: Period, *revoked: x509.Certificate) -> bytes:
        """Give the lists of both, for a check of the whole chain; what is revoked are leafs."""
        return self.issuing.crl(valid, *revoked) + self.root.crl(valid)


def crl_period(now: datetime) -> Period:
    """Give how long a list counts that is made now."""
    return Period.days(now, -1, CRL_DAYS)
