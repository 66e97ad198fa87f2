"""Dashboard and alarms ask only for what a gateway emits, and Grafana can read the dashboard."""

import asyncio
import json
import re
from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any, get_args

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from gateway.api.problems import PUBLISHED
from gateway.errors import Oorzaak, Status
from gateway.figures import GEEN
from gateway.logs import EVENTS
from tests.deploy.alarms import rules
from tests.deploy.naming import Series, faults, series, values
from tests.fakes.eventful import eventful_day
from tests.fakes.processes import ROOT, mock_sources
from tests.integration.strict import make_pki

WRITTEN = (ROOT / "deploy" / "grafana" / "gateway.json").read_text("utf-8")
CACHE = {"gateway_bron_cache_total": {"bron": {"DUO"}, "treffer": {"JA", "NEE"}}}
"""What `Figures.cached` emits."""


def _panels() -> Iterator[dict[str, Any]]:
    yield from (panel for panel in json.loads(WRITTEN)["panels"] if panel["type"] != "row")


def _asked() -> dict[str, str]:
    """Give every expression of dashboard and alarms by where it stands."""
    panels = {f"{one['title']} {t['refId']}": t["expr"] for one in _panels() for t in one["targets"]}
    return panels | {rule["alert"]: rule["expr"] for rule in rules()}


@pytest.fixture(scope="module")
def emitted(tmp_path_factory: pytest.TempPathFactory) -> Series:
    folder = tmp_path_factory.mktemp("dag")
    with mock_sources() as sources:
        day = asyncio.run(eventful_day(sources, folder, make_pki(folder / "pki")))
    return {**series(day.metrics), **CACHE}


def test_every_figure_asked_for_is_emitted(emitted: Series) -> None:
    """Each name and label in the dashboard and the alarms exists in what a running gateway gives."""
    found = {where: list(faults(expression, emitted)) for where, expression in _asked().items()}
    assert {where: wrong for where, wrong in found.items() if wrong} == {}
    assert list(faults('sum by (bron, x) (gateway_bron_uitkomst{y="1"})', emitted)) == [
        "geen cijfer: gateway_bron_uitkomst",
        "geen label: bron",
        "geen label: x",
        "geen label: gateway_bron_uitkomst y",
    ]


def test_every_figure_emitted_is_shown(emitted: Series) -> None:
    """What a gateway counts stands on the dashboard: nothing is counted that nobody looks at."""
    shown = " ".join(expression for expression in _asked().values())
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in emitted}
    assert sorted(name for name in families if name not in shown) == []


def test_every_value_asked_for_can_occur() -> None:
    """Each label value that an expression names is in the closed list of that label."""
    known = {
        "bronStatus": {*get_args(Status), "BEANTWOORD"},
        "oorzaak": {*get_args(Oorzaak), GEEN},
        "code": set(PUBLISHED),
        "uitkomst": {"GELEVERD", "GEWEIGERD", "INCIDENT", "AFGEBROKEN", "FOUT"},
        "treffer": {"JA", "NEE"},
        "http_route": {"/v1/raadplegingen"},
        "http_response_status_code": {"429"},
        "job": {"otel-collector"},
    }
    named = {pair for expression in _asked().values() for pair in values(expression)}
    assert {pair for pair in named if pair[1] not in known[pair[0]]} == set()


def test_grafana_reads_the_dashboard() -> None:
    """Read by Grafana's own types and written again, it is the same: nothing in it is unknown to them."""
    written = json.loads(WRITTEN)
    again = json.loads(json.dumps(Dashboard.from_json(written), cls=JSONEncoder))
    assert again == written


def test_every_panel_has_its_own_place() -> None:
    """Ids are unique, no panel lies over another or past the edge, each says what it means."""
    panels = json.loads(WRITTEN)["panels"]
    ids = [panel["id"] for panel in panels]
    assert len(set(ids)) == len(ids)
    places = [panel["gridPos"] for panel in panels]
    cells = [cell for at in places for cell in _cells(at)]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) < 24
    assert all(panel["description"] and panel["targets"] for panel in _panels())
    assert {panel["datasource"]["uid"] for panel in _panels()} == {"${bron_van_cijfers}"}


def _cells(at: dict[str, int]) -> Iterator[tuple[int, int]]:
    return product(range(at["x"], at["x"] + at["w"]), range(at["y"], at["y"] + at["h"]))


def test_the_paper_explains_every_alarm_and_every_line() -> None:
    """docs/beheer.md has a section for each alarm, whole, in order, and no other; and each log event."""
    paper = (ROOT / "docs" / "beheer.md").read_text("utf-8")
    sections = re.split(r"^### ", paper, flags=re.MULTILINE)[1:]
    assert [section.splitlines()[0] for section in sections] == [rule["alert"] for rule in rules()]
    for rule, section in zip(rules(), sections, strict=True):
        said = rule["annotations"]
        assert set(said) == {"samenvatting", "betekenis", "zien", "doen", "bellen"}
        assert all(said[part] in section for part in ("betekenis", "zien", "doen", "bellen"))
        assert rule["labels"]["ernst"] in {"kritiek", "waarschuwing"}
    explained = re.findall(r"^\| `([A-Z_]+)` \|", paper, flags=re.MULTILINE)
    assert explained == list(EVENTS)
    assert all(earlier != later for earlier, later in pairwise(explained))
