"""The alarms and panels for the reader: what each means, in the words of the rules and the dashboard."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from papers import ROOT
from papers.panels import ROWS, Panel

_RULES = ROOT / "deploy" / "prometheus" / "alarmen.yaml"
_METRIC = re.compile(r"\b(?:gateway|http)_[a-z_]+")
_LABELS = re.compile(r"\{[^}]*\}|\bby \([^)]*\)")
_TEMPLATED = {"labels": r"\{\{ \$labels\.(\w+) \}\}", "value": r"\{\{ \$value[^}]*\}\}"}


def facts() -> dict[str, object]:
    """Give the alarms by group, and the panels by row with the figures that each shows."""
    groups = yaml.safe_load(_RULES.read_text("utf-8"))["groups"]
    return {
        "alarmen": {group["name"]: [_shown(rule) for rule in group["rules"]] for group in groups},
        "panelen": {title: [(panel, _metrics(panel)) for panel in panels] for title, panels in ROWS.items()},
    }


def _shown(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Give a rule with its templates as words: <bron>, and an ellipsis for a value."""
    summary = re.sub(_TEMPLATED["labels"], r"<\1>", rule["annotations"]["samenvatting"])
    return {**rule, **rule["annotations"], "samenvatting": re.sub(_TEMPLATED["value"], "…", summary)}


def _metrics(panel: Panel) -> list[str]:
    return sorted(
        {name for asked in panel.asked.values() for name in _METRIC.findall(_LABELS.sub("", asked))}
    )
