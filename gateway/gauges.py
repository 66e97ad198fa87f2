"""The states of this moment that a collector sees: sources, journal, certificates."""

from collections.abc import Callable, Mapping

from gateway.figures import Gauge
from gateway.pipes.breaker import Toestand
from gateway.plumbing import Pipes
from gateway.store.thread import StoreThread

_STATES: Mapping[Toestand, int] = {"DICHT": 0, "PROEF": 1, "OPEN": 2}


def gauges(pipes: Pipes, store: StoreThread, days: Callable[[], Mapping[str, float]]) -> tuple[Gauge, ...]:
    """Give every gauge; `days` tells how many days each certificate still holds, by its setting."""

    def breakers() -> dict[str, float]:
        return {bron: _STATES[fittings.breaker.state()[0]] for bron, fittings in pipes.fitted.items()}

    def free() -> dict[str, float]:
        return {adapter: slots.free for adapter, slots in pipes.slots.items()}

    def waiting() -> dict[str, float]:
        return {adapter: slots.waiting for adapter, slots in pipes.slots.items()}

    return (
        Gauge("bron.onderbreker", "", "onderbreker: 0 dicht, 1 op proef, 2 open", "bron", breakers),
        Gauge("plaatsen.vrij", "{plaats}", "vragen die er aan de bron nog bij kunnen", "adapter", free),
        Gauge("plaatsen.wachtend", "{vraag}", "vragen die op een plaats wachten", "adapter", waiting),
        Gauge(
            "logboek.wachtrij",
            "{regel}",
            "regels die op het logboek wachten",
            "",
            lambda: {"": store.waiting},
        ),
        Gauge("logboek.storing", "", "1 als het logboek niet schrijft", "", lambda: {"": int(store.failing)}),
        Gauge("certificaat.dagen", "d", "dagen tot een certificaat verloopt", "instelling", days),
    )
