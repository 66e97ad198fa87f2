"""Names of figures as the collector gives them to Prometheus, and those that an expression uses."""

import re
from collections.abc import Iterator, Mapping

from tests.fakes.eventful import Metric

_UNITS = {"s": "_seconds", "d": "_days"}
_NAME = re.compile(r"\b(?:gateway|http)_[a-z_]+|\bup\b")
_SELECTOR = re.compile(r"\b((?:gateway|http)_[a-z_]+)\{([^}]*)\}")
_MATCHER = re.compile(r'(\w+)(=~|!~|!=|=)"([^"]*)"')
_BY = re.compile(r"\bby \(([^)]*)\)")
_LABELS = re.compile(r"\{[^}]*\}|\bby \([^)]*\)")
_COLLECTORS = {"instance", "job", "le"}

Series = Mapping[str, Mapping[str, set[str]]]
"""By the name of a figure, the values of each of its labels."""


def series(metrics: Mapping[str, Metric]) -> Series:
    """Translate what was read as the Prometheus exporter of the collector does."""
    return {name: _labels(metric) for key, metric in metrics.items() for name in _names(key, metric)}


def _names(key: str, metric: Metric) -> Iterator[str]:
    base = key.replace(".", "_") + _UNITS.get(metric.unit, "")
    ends = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
    yield from (base + end for end in ends[metric.kind])


def _labels(metric: Metric) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for point in metric.points:
        for label, value in point:
            found.setdefault(label.replace(".", "_"), set()).add(str(value))
    return found


def faults(expression: str, known: Series) -> Iterator[str]:
    """Name every figure and label of an expression that no gateway emits."""
    names = set(_NAME.findall(_LABELS.sub("", expression))) - {"up"}
    yield from (f"geen cijfer: {name}" for name in names - known.keys())
    labels = {label for name in names & known.keys() for label in known[name]} | _COLLECTORS
    for group in _BY.findall(expression):
        yield from (f"geen label: {label}" for label in group.split(", ") if label not in labels)
    for name, matchers in _SELECTOR.findall(expression):
        own = known.get(name, {}).keys() | _COLLECTORS
        yield from (
            f"geen label: {name} {label}" for label, *_ in _MATCHER.findall(matchers) if label not in own
        )


def values(expression: str) -> Iterator[tuple[str, str]]:
    """Give every label with a value that an expression asks for by name."""
    for _, matchers in _SELECTOR.findall(expression):
        for label, how, value in _MATCHER.findall(matchers):
            if how in {"=", "!="}:
                yield label, value
            elif "$" not in value and "." not in value:
                yield from ((label, one) for one in value.split("|"))
