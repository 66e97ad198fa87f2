"""`make soak`: schemathesis and unusual requests at one running gateway, side by side, for as long as asked.

Ends with 1 and the smallest case that shows it when an answer, the log or the state is not as promised; the
same seed asks the same again.
"""

import argparse
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from subprocess import Popen
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, note, seed, settings

from tests.fakes.processes import Said, Served, mock_sources, served_gateway
from tests.published.odd import TOKEN, Odd, ask, odd_requests
from tests.published.run import leaks, schemathesis

SEED = 20261101
SECONDS_BETWEEN_SIGNS = 5
LONGEST_NOTE = 2000
MARGIN = 60
"""Seconds that schemathesis gets to write its report."""


class Oddities:
    """Unusual requests, round after round, until the time is up; each round has a seed of its own."""

    def __init__(self, served: Served, seconds: float) -> None:
        self._served = served
        self._said = Said(served)
        self._begin = self._shown = time.monotonic()
        self._seconds = seconds
        self._statuses: Counter[int | None] = Counter()

    def time_is_up(self) -> bool:
        """Say whether all the time was used."""
        return time.monotonic() - self._begin >= self._seconds

    def round(self, number: int) -> None:
        """Send a few hundred; raises with the smallest request whose answer is not as promised."""

        @seed(number)
        @settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(odd_requests())
        def judged(odd: Odd) -> None:
            if self.time_is_up():
                return
            status, faults = ask(self._served, self._said, odd)
            self._count(status)
            note(f"ronde {number}, verzoek: {odd.written(TOKEN)[:LONGEST_NOTE]!r}")
            assert faults == []

        judged()

    def _count(self, status: int | None) -> None:
        self._statuses[status] += 1
        if time.monotonic() - self._shown >= SECONDS_BETWEEN_SIGNS:
            self._shown = time.monotonic()
            self.show()

    def show(self) -> None:
        """Show that the work goes on."""
        counts = ", ".join(f"{status or 'geen'}: {count}" for status, count in self._statuses.most_common())
        gone = time.monotonic() - self._begin
        _say(f"{gone:.0f} van {self._seconds:.0f} s: {self._statuses.total()} vreemde verzoeken ({counts})")


def soak(served: Served, seconds: int, first: int) -> bool:
    """Ask until the time is up or something is found; say whether all was as promised."""
    run = schemathesis(served, "--max-time", str(seconds), "--seed", str(first), quiet=False)
    try:
        good = _odd_until_found(Oddities(served, seconds), run, first)
        good = good and run.wait(MARGIN) == 0
    finally:
        run.kill()
        run.wait()
    for name, text in sorted(leaks(served)):
        _say(f"GEVONDEN: {text} staat in {name}")
        good = False
    return good


def _odd_until_found(oddities: Oddities, run: Popen[str], number: int) -> bool:
    while not oddities.time_is_up() and not run.poll():
        try:
            oddities.round(number)
        except Exception:  # noqa: BLE001  whatever was found, it is shown with its case
            _say(f"GEVONDEN:\n{traceback.format_exc()}")
            return False
        number += 1
    oddities.show()
    return True


def _say(text: str) -> None:
    sys.stderr.write(f"soak: {text}\n")


def main() -> int:
    """Read the options, start a gateway on mock sources, and ask."""
    parser = argparse.ArgumentParser(description="Gegenereerde verzoeken aan een draaiende gateway.")
    parser.add_argument("--seconds", type=int, default=600, help="hoe lang; gewoon tien minuten")
    parser.add_argument("--seed", type=int, default=SEED, help="hetzelfde getal vraagt hetzelfde")
    options = parser.parse_args()
    with TemporaryDirectory() as folder, mock_sources() as sources:
        with served_gateway(Path(folder), sources) as served:
            good = soak(served, options.seconds, options.seed)
        text = "niets gevonden" if good else f"GEVONDEN, zie hierboven; opnieuw met --seed {options.seed}"
        _say(text)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
