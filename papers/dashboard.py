"""The dashboard of the gateway for Grafana: which figures stand where, built with Grafana's own types."""

import json
from collections.abc import Mapping
from itertools import count

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders import prometheus, stat, statetimeline, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as model

from papers.panels import ROWS, Panel

PATH = "deploy/grafana/gateway.json"
_SOURCE = model.DataSourceRef(type_val="prometheus", uid="${bron_van_cijfers}")
_HEIGHT, _WIDTH = 8, 8

_Builder = timeseries.Panel | stat.Panel | statetimeline.Panel
_KINDS: Mapping[str, type[_Builder]] = {
    "lijnen": timeseries.Panel,
    "getal": stat.Panel,
    "standen": statetimeline.Panel,
}


def dashboard() -> str:
    """Write the dashboard as Grafana reads it."""
    made = (
        build.Dashboard("Arbeidsmarktprofiel-gateway")
        .uid("arbeidsmarktprofiel-gateway")
        .description("Gemaakt met `make generate`; wijzig papers/panels.py. docs/beheer.md legt het uit.")
        .timezone("Europe/Amsterdam")
        .refresh("30s")
        .time("now-3h", "now")
        .readonly()
        .with_variable(build.DatasourceVariable("bron_van_cijfers").label("Cijfers uit").type("prometheus"))
        .with_variable(_processes())
    )
    number = count(1)
    for title, panels in ROWS.items():
        made = made.with_row(build.Row(title).id(next(number)))
        for panel in panels:
            made = made.with_panel(_panel(panel).id(next(number)))
    return json.dumps(made.build(), cls=JSONEncoder, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _processes() -> build.QueryVariable:
    asked = "label_values(gateway_raadpleging_onderweg, instance)"
    variable = build.QueryVariable("proces").label("Proces").query(asked).datasource(_SOURCE)
    return (
        variable.multi(multi=True)
        .include_all(include_all=True)
        .all_value(".*")
        .refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED)
    )


def _panel(panel: Panel) -> _Builder:
    made = (
        _KINDS[panel.kind]()
        .title(panel.title)
        .description(panel.meaning)
        .unit(panel.unit)
        .datasource(_SOURCE)
    )
    made = made.height(_HEIGHT).span(_WIDTH)
    for number, (legend, expression) in enumerate(panel.asked.items()):
        query = prometheus.Dataquery().expr(expression).legend_format(legend).ref_id(chr(ord("A") + number))
        made = made.with_target(query.datasource(_SOURCE))
    return made.mappings(_STATES) if isinstance(made, statetimeline.Panel) else made


_STATES: list[model.ValueMapping] = [
    model.ValueMap(
        options={
            "0": model.ValueMappingResult(text="dicht", color="green"),
            "1": model.ValueMappingResult(text="op proef", color="orange"),
            "2": model.ValueMappingResult(text="open", color="red"),
        }
    )
]
