"""The versions of the mock sources, and what they promise."""

from importlib.metadata import distributions
from typing import Final

_WHEELS = frozenset({"arbeidsmarktprofiel-gateway", "arbeidsmarktprofiel-mocks"})

MOCKS: Final = next(found.version for found in distributions() if found.name in _WHEELS)
"""The mock sources themselves; stands in X-Mock-Versie."""

ADMIN: Final = "1.0"
"""The admin API: within 1.x nothing that a client uses goes away or gets another meaning."""

LIVES: Final = "1"
"""The form of a life (`adapters/mock/personas`)."""
