"""The digests of what scenarios give, kept beside them: `make journals` plays them and writes the digests.

The form is that of sha256sum, over the bytes of `gateway mocks run SCENARIO --json`.
"""

import hashlib
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.scenarios.conftest import SCENARIOS, Pair, new_pair

KEPT = SCENARIOS / "journaal.sha256"
PLAYED = (
    "de-helft-mislukt.toml",
    "duo-op-zondag-dicht.toml",
    "duo-vraagt-geduld.toml",
    "svb-hapert.toml",
    "uitkering-eindigt.toml",
)
"""The scenarios with chance and seed, with a clock, with a quota and with a life that changes."""


def digests(pair: Pair) -> str:
    """Play each and give a line per scenario."""
    return "".join(f"{_digest(pair, name)}  {name}\n" for name in PLAYED)


def _digest(pair: Pair, name: str) -> str:
    done = pair.run(SCENARIOS / name, "--json")
    assert (done.code, done.err) == (0, ""), done
    return hashlib.sha256(done.out.encode()).hexdigest()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        KEPT.write_text(digests(new_pair(stack, Path(folder))), "utf-8", newline="\n")
    sys.stdout.write(KEPT.read_text("utf-8"))
