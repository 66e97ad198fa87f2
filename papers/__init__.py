"""The papers that follow from code, contracts and one real run; written and compared by `make`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The project folder, below which every paper stands."""
