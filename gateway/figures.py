"""What happened, as figures for a collector: no person, no gemeente, and every label from a closed list.

Counters are plain numbers that the collector's reader comes to fetch; only durations go through the SDK,
one record for a request and one for each source that was asked (`docs/prestaties.md` says what that costs).
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, Never

from opentelemetry.context import Context
from opentelemetry.metrics import CallbackOptions, Histogram, Meter, Observation

from gateway.core.facts import Outcome
from gateway.errors import EgressViolation, Refused
from gateway.problems import PROBLEMS

GEEN = "GEEN"
"""The oorzaak of an outcome that has none."""

_NOTHING = nullcontext()
_UNTRACED = Context()
_SERVER_ERROR = 500
_LOOP_SECONDS = 0.5
# Those of the semantic conventions, and 6 s: within that Suwinet answers 95 % of the questions.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 6, 7.5, 10)
_LAGS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1)
_ENDS = ("GELEVERD", "GEWEIGERD", "INCIDENT", "AFGEBROKEN", "FOUT")


class Served(NamedTuple):
    """One request that was answered; `route` is a path of the API, `code` that of its problem, if any."""

    method: str
    route: str
    scheme: str
    status: int
    code: str | None


@dataclass(frozen=True, slots=True)
class Gauge:
    """Something that is so at this moment: `read` gives it by the value of `label`."""

    name: str
    unit: str
    description: str
    label: str
    read: Callable[[], Mapping[str, float]]

    def observe(self, _options: CallbackOptions) -> Iterator[Observation]:
        """Look, each time that a reader asks."""
        return (Observation(value, {self.label: key} if key else {}) for key, value in self.read().items())


class Figures:
    """Is told what happens and forgets it: all that a gateway without collector needs."""

    def watch(self, gauge: Gauge) -> None:
        """Show a state of this moment too."""

    async def attend(self) -> None:
        """Look how late the event loop comes, for as long as it is worth it."""

    def now(self) -> float:
        """Give the seconds since any moment."""
        return 0.0

    def question(self) -> AbstractContextManager[None]:
        """Hold a question while it is answered; how the block ends is its uitkomst."""
        return _NOTHING

    def answered(self, outcome: Outcome, seconds: float) -> None:
        """One bron ended, after so many seconds."""

    def cached(self, bron: str, *, hit: bool) -> None:
        """The answer of a bron was looked for in the cache."""

    def served(self, served: Served, seconds: float) -> None:
        """One request was answered, after so many seconds."""


@dataclass(frozen=True, slots=True)
class _Count:
    """A counter by its labels; what matters stands at 0 from the start, so that a first time is seen."""

    labels: tuple[str, ...]
    values: dict[tuple[str, ...], int] = field(default_factory=dict)

    def add(self, *key: str, by: int = 1) -> None:
        self.values[key] = self.values.get(key, 0) + by

    def observe(self, _options: CallbackOptions) -> Iterator[Observation]:
        # The reader is another thread: a copy is made in one step.
        for key, value in self.values.copy().items():
            yield Observation(value, dict(zip(self.labels, key, strict=True)))


class _Question:
    """Counts questions under way, and how they end."""

    def __init__(self, ends: _Count) -> None:
        self.under_way, self._ends = 0, ends

    def __enter__(self) -> None:
        self.under_way += 1

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.under_way -= 1
        self._ends.add(_end(kind))


class Counted(Figures):
    """Keeps figures in a meter; `bronnen` are all there are, `now` gives seconds."""

    def __init__(
        self, meter: Meter, bronnen: Iterable[str], now: Callable[[], float] = time.perf_counter
    ) -> None:
        every = tuple(bronnen)
        self._meter, self._now = meter, now
        self._of_bron = cache(lambda bron: {"bron": bron})
        self._of_request = cache(_attributes)
        ends = self._count("raadpleging.uitkomst", "hoe raadplegingen eindigden", ("uitkomst",), _ENDS)
        self._question = _Question(ends)
        self._codes = self._count("geweigerd", "geweigerde vragen en fouten, per code", ("code",), PROBLEMS)
        self._outcomes = self._count(
            "bron.uitkomst", "hoe vragen aan een bron eindigden", ("bron", "bronStatus", "oorzaak")
        )
        self._outcomes.values.update({(bron, "PERSOON_WIJKT_AF", GEEN): 0 for bron in every})
        self._repeats = self._count(
            "bron.herhalingen", "vragen die nog eens werden gesteld", ("bron",), every
        )
        self._drift = self._count("bron.drift", "waarden die het contract niet kent", ("bron",), every)
        self._cache = self._count(
            "bron.cache", "antwoorden die al bekend waren (JA) of niet", ("bron", "treffer")
        )
        self._requests = _histogram(meter, "http.server.request.duration", "duur van een verzoek", _SECONDS)
        self._durations = _histogram(meter, "gateway.bron.duur", "duur van een vraag aan een bron", _SECONDS)
        self._lags = _histogram(meter, "gateway.lus.achterstand", "hoe laat de lus aan de beurt kwam", _LAGS)
        self.watch(Gauge("raadpleging.onderweg", "{raadpleging}", "vragen onderweg", "", self._under_way))

    def watch(self, gauge: Gauge) -> None:
        """Show a state of this moment too, under `gateway.` and its name."""
        self._meter.create_observable_gauge(
            f"gateway.{gauge.name}", [gauge.observe], gauge.unit, gauge.description
        )

    async def attend(self) -> Never:
        """Look twice a second how late the event loop comes."""
        while True:
            begun = self._now()
            await asyncio.sleep(_LOOP_SECONDS)
            self._lags.record(max(self._now() - begun - _LOOP_SECONDS, 0.0), None, _UNTRACED)

    def now(self) -> float:
        """Give the seconds since any moment."""
        return self._now()

    def question(self) -> AbstractContextManager[None]:
        """Count a question while it is answered, and then how it ended."""
        return self._question

    def answered(self, outcome: Outcome, seconds: float) -> None:
        """Count how a bron ended; how long it took only when it was asked."""
        bron = outcome.bron
        self._outcomes.add(bron, outcome.stand, outcome.oorzaak or GEEN)
        if outcome.pogingen:
            self._durations.record(seconds, self._of_bron(bron), _UNTRACED)
        if outcome.pogingen > 1:
            self._repeats.add(bron, by=outcome.pogingen - 1)
        if outcome.facts.drift:
            self._drift.add(bron, by=outcome.facts.drift)

    def cached(self, bron: str, *, hit: bool) -> None:
        """Count a find or a miss."""
        self._cache.add(bron, "JA" if hit else "NEE")

    def served(self, served: Served, seconds: float) -> None:
        """Count a request with its duration, and its problem code."""
        self._requests.record(seconds, self._of_request(served), _UNTRACED)
        if served.code:
            self._codes.add(served.code)

    def _under_way(self) -> Mapping[str, float]:
        return {"": self._question.under_way}

    def _count(
        self, name: str, description: str, labels: tuple[str, ...], known: Iterable[str] = ()
    ) -> _Count:
        count = _Count(labels, {(value,): 0 for value in known})
        self._meter.create_observable_counter(f"gateway.{name}", [count.observe], "1", description)
        return count


def _histogram(meter: Meter, name: str, description: str, bounds: Sequence[float]) -> Histogram:
    return meter.create_histogram(name, "s", description, explicit_bucket_boundaries_advisory=bounds)


def _attributes(served: Served) -> dict[str, str | int]:
    """Name them as the semantic conventions do; a refusal is no error of the server."""
    attributes: dict[str, str | int] = {
        "http.request.method": served.method,
        "http.route": served.route,
        "http.response.status_code": served.status,
        "url.scheme": served.scheme,
    }
    failed = served.status >= _SERVER_ERROR
    return attributes | ({"error.type": served.code or str(served.status)} if failed else {})


def _end(kind: type[BaseException] | None) -> str:
    """Say how a question ended, in a word of `_ENDS`."""
    if kind is None:
        return "GELEVERD"
    if issubclass(kind, EgressViolation):
        return "INCIDENT"
    if issubclass(kind, Refused):
        return "GEWEIGERD"
    return "AFGEBROKEN" if issubclass(kind, asyncio.CancelledError) else "FOUT"
