"""Who is asking: strict verification of access tokens (RFC 9068, RFC 8705; `interface.md` §4).

Read `verifier.py` first: it tells the order. `claims.py` is the table of rules, `compact.py` reads the form,
`keys.py` and `remote.py` know the issuer's keys.
"""

from gateway.access.claims import TokenRules
from gateway.access.keys import KeySource, StaticKeys, VerificationKey
from gateway.access.remote import RemoteKeys
from gateway.access.verifier import AccessVerifier

__all__ = ["AccessVerifier", "KeySource", "RemoteKeys", "StaticKeys", "TokenRules", "VerificationKey"]
