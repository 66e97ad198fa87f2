"""The fixtures of the mock sources, under their own names."""

from adapters.mock.testing import mock_sources, mocks

__all__ = ["mock_sources", "mocks"]
