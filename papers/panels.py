"""Which figures stand on the dashboard, and what each panel means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

_INSTANCE = 'instance=~"$proces"'


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: its title and meaning (Dutch), its unit, and by legend what is asked of Prometheus."""

    title: str
    meaning: str
    unit: str
    asked: Mapping[str, str]
    kind: Literal["lijnen", "getal", "standen"] = "lijnen"


def _rate(metric: str, *by: str, only: str = "") -> str:
    labels = f"{only},{_INSTANCE}" if only else _INSTANCE
    return f"sum by ({', '.join(by)}) (rate({metric}{{{labels}}}[$__rate_interval]))"


def _increase(metric: str, only: str) -> str:
    return f"sum(increase({metric}{{{only},{_INSTANCE}}}[$__range]))"


def _share(metric: str, part: str, whole: str = "") -> str:
    return f"{_rate(metric, 'bron', only=part)} / {_rate(metric, 'bron', only=whole)}"


def _now(metric: str, how: str = "") -> str:
    return f"{how}({metric}{{{_INSTANCE}}})" if how else f"{metric}{{{_INSTANCE}}}"


def _quantile(share: float, metric: str, *by: str, only: str = "") -> str:
    return f"histogram_quantile({share}, {_rate(f'{metric}_bucket', 'le', *by, only=only)})"


_HTTP = "http_server_request_duration_seconds"
_ASKED = 'http_route="/v1/raadplegingen"'
_OUTCOME = "gateway_bron_uitkomst_total"
_NOT_ASKED = 'bronStatus!~"NIET_GEVRAAGD|NIET_TOEGESTAAN"'

ROWS: Mapping[str, tuple[Panel, ...]] = {
    "Vragen": (
        Panel(
            "Raadplegingen",
            "Per seconde, naar hoe zij eindigden.",
            "reqps",
            {"{{uitkomst}}": _rate("gateway_raadpleging_uitkomst_total", "uitkomst")},
        ),
        Panel(
            "Duur van een vraag",
            "De norm van Suwinet: 95 % binnen 6 seconden.",
            "s",
            {f"p{share * 100:.0f}": _quantile(share, _HTTP, only=_ASKED) for share in (0.5, 0.95, 0.99)},
        ),
        Panel(
            "Vragen onderweg",
            "Raadplegingen die nu worden beantwoord, per proces.",
            "short",
            {"{{instance}}": _now("gateway_raadpleging_onderweg")},
        ),
        Panel(
            "Geweigerd en mislukt",
            "Per seconde, naar code (docs/fouten.md).",
            "reqps",
            {"{{code}}": f"{_rate('gateway_geweigerd_total', 'code')} > 0"},
        ),
        Panel(
            "Antwoorden per HTTP-status",
            "Per seconde, over alle paden van de API.",
            "reqps",
            {"{{http_response_status_code}}": _rate(f"{_HTTP}_count", "http_response_status_code")},
        ),
        Panel(
            "Incidenten",
            "In dit tijdvak: antwoorden die werden tegengehouden, en antwoorden over een ander.",
            "short",
            {
                "uitgang": _increase("gateway_raadpleging_uitkomst_total", 'uitkomst="INCIDENT"'),
                "andere persoon": _increase(_OUTCOME, 'bronStatus="PERSOON_WIJKT_AF"'),
            },
            kind="getal",
        ),
    ),
    "Bronnen": (
        Panel(
            "Beantwoord per bron",
            "Deel van de gestelde vragen dat een bruikbaar antwoord kreeg.",
            "percentunit",
            {"{{bron}}": _share(_OUTCOME, 'bronStatus="BEANTWOORD"', _NOT_ASKED)},
        ),
        Panel(
            "Zonder antwoord, naar oorzaak",
            "Per seconde en per bron.",
            "reqps",
            {
                "{{bron}} {{oorzaak}}": _rate(
                    _OUTCOME, "bron", "oorzaak", only='bronStatus=~"NIET_BESCHIKBAAR|FOUT"'
                )
            },
        ),
        Panel(
            "Duur per bron",
            "p95 van wie werd gevraagd, herhalingen en wachten meegerekend.",
            "s",
            {"{{bron}}": _quantile(0.95, "gateway_bron_duur_seconds", "bron")},
        ),
        Panel(
            "Onderbreker",
            "Open: de bron wordt met rust gelaten. Op proef: één vraag tegelijk.",
            "short",
            {"{{bron}}": _now("gateway_bron_onderbreker", "max by (bron) ")},
            kind="standen",
        ),
        Panel(
            "Plaatsen",
            "Vragen die op een plaats bij een bron wachten, en hoeveel er nog bij kunnen.",
            "short",
            {
                "{{adapter}} wachtend": _now("gateway_plaatsen_wachtend", "sum by (adapter) "),
                "{{adapter}} vrij": _now("gateway_plaatsen_vrij", "min by (adapter) "),
            },
        ),
        Panel(
            "Herhalingen en drift",
            "Per seconde: vragen die nog eens werden gesteld, en waarden die het contract niet kent.",
            "reqps",
            {
                "{{bron}} herhaald": f"{_rate('gateway_bron_herhalingen_total', 'bron')} > 0",
                "{{bron}} drift": f"{_rate('gateway_bron_drift_total', 'bron')} > 0",
            },
        ),
        Panel(
            "Al bekend",
            "Deel van de antwoorden dat niet opnieuw hoefde te worden gevraagd.",
            "percentunit",
            {"{{bron}}": _share("gateway_bron_cache_total", 'treffer="JA"')},
        ),
    ),
    "De gateway zelf": (
        Panel(
            "Logboek",
            "Regels die wachten; 1 bij storing.",
            "short",
            {
                "wachtrij {{instance}}": _now("gateway_logboek_wachtrij"),
                "storing {{instance}}": _now("gateway_logboek_storing"),
            },
        ),
        Panel(
            "Achterstand van de lus",
            "p99 van hoe laat een proces aan de beurt komt.",
            "s",
            {"{{instance}}": _quantile(0.99, "gateway_lus_achterstand_seconds", "instance")},
        ),
        Panel(
            "Processen",
            "Hoeveel processen cijfers geven.",
            "short",
            {"processen": _now("gateway_raadpleging_onderweg", "count")},
            kind="getal",
        ),
        Panel(
            "Certificaten",
            "Dagen tot zij verlopen, per instelling.",
            "d",
            {"{{instelling}}": _now("gateway_certificaat_dagen_days", "min by (instelling) ")},
            kind="getal",
        ),
    ),
}
