"""The alarms, and for each a course of events in which it must ring and others in which it must not."""

from dataclasses import dataclass
from typing import Any

import yaml

from tests.fakes.processes import ROOT

FILE = ROOT / "deploy" / "prometheus" / "alarmen.yaml"
ROUTE = 'http_route="/v1/raadplegingen"'
WRONG = 'gateway_bron_uitkomst_total{bron="DUO",bronStatus="PERSOON_WIJKT_AF",oorzaak="GEEN"}'
INCIDENT = 'gateway_raadpleging_uitkomst_total{uitkomst="INCIDENT"}'
DUO_OK = 'gateway_bron_uitkomst_total{bron="DUO",bronStatus="BEANTWOORD",oorzaak="GEEN"}'
DUO_LATE = 'gateway_bron_uitkomst_total{bron="DUO",bronStatus="NIET_BESCHIKBAAR",oorzaak="TIJD_OM"}'
DUO_SHUT = 'gateway_bron_uitkomst_total{bron="DUO",bronStatus="NIET_BESCHIKBAAR",oorzaak="BUITEN_VENSTER"}'
DUO_NO = 'gateway_bron_uitkomst_total{bron="DUO",bronStatus="FOUT",oorzaak="GEWEIGERD"}'
DUO_LEFT = 'gateway_bron_uitkomst_total{bron="DUO",bronStatus="NIET_GEVRAAGD",oorzaak="GEEN"}'
BREAKER = 'gateway_bron_onderbreker{bron="DUO",instance="a"}'
WAITING = 'gateway_plaatsen_wachtend{adapter="duo"}'
FREE = 'gateway_plaatsen_vrij{adapter="duo"}'
CERT = 'gateway_certificaat_dagen_days{instelling="GATEWAY_BRONNEN__DUO__CERT_FILE"}'
LIST = 'gateway_certificaat_dagen_days{instelling="GATEWAY_BRONNEN__DUO__CRL_FILE"}'
ALIVE = "gateway_raadpleging_onderweg"
OVERLOAD = 'gateway_geweigerd_total{code="OVERBELAST"}'
INTERNAL = 'gateway_geweigerd_total{code="INTERNE_FOUT"}'
LIMITED = f'http_server_request_duration_seconds_count{{{ROUTE},http_response_status_code="429"}}'
REFUSED = f'http_server_request_duration_seconds_count{{{ROUTE},http_response_status_code="403"}}'


@dataclass(frozen=True, slots=True)
class Course:
    """What Prometheus saw, a value each 15 s, and whom the alarm is then about; `()` when it is silent."""

    alarm: str
    seen: dict[str, str]
    at: str
    about: tuple[dict[str, str], ...] = ()


def rules() -> list[dict[str, Any]]:
    """Give every alarm as written."""
    found = yaml.safe_load(FILE.read_text("utf-8"))
    return [rule for group in found["groups"] for rule in group["rules"]]


def _seconds(within: str, all_: str, *, slowest: str) -> dict[str, str]:
    """A histogram in which one bucket grows by `within`, the last by `all_`."""
    name = "http_server_request_duration_seconds_bucket"
    edges = {"5": within, "6": within, "7.5": slowest, "+Inf": all_}
    return {f'{name}{{{ROUTE},le="{edge}"}}': values for edge, values in edges.items()}


def _lag(quick: str, all_: str) -> dict[str, str]:
    name = "gateway_lus_achterstand_seconds_bucket"
    edges = {"0.1": quick, "0.25": quick, "0.5": all_, "1": all_, "+Inf": all_}
    return {f'{name}{{instance="a",le="{edge}"}}': values for edge, values in edges.items()}


DUO = ({"bron": "DUO"},)
ONE: tuple[dict[str, str], ...] = ({},)
COURSES = (
    Course("AnderePersoon", {WRONG: "0x10 1x40"}, "5m", DUO),
    Course("AnderePersoon", {WRONG: "_x7 1x40"}, "5m", DUO),
    Course("AnderePersoon", {WRONG: "0x60"}, "10m"),
    Course("AnderePersoon", {WRONG: "3x600"}, "2h"),
    Course("UitgangIncident", {INCIDENT: "0x10 1x40"}, "5m", ONE),
    Course("UitgangIncident", {INCIDENT: "_x7 1x40"}, "5m", ONE),
    Course("UitgangIncident", {INCIDENT: "0x60"}, "10m"),
    Course("BronNietBeschikbaar", {DUO_OK: "0+7x60", DUO_LATE: "0+3x60"}, "14m", DUO),
    Course("BronNietBeschikbaar", {DUO_OK: "0+8x60", DUO_LATE: "0+2x60"}, "14m"),
    Course("BronNietBeschikbaar", {DUO_SHUT: "0+9x60", DUO_OK: "0+1x60"}, "14m"),
    Course("BronNietBeschikbaar", {DUO_LATE: "0+1x60", DUO_OK: "0x60", DUO_LEFT: "0+9x60"}, "14m", DUO),
    Course("BronNietBeschikbaar", {DUO_LATE: "0+9x60"}, "3m"),
    Course("BronFout", {DUO_OK: "0+7x60", DUO_NO: "0+3x60"}, "14m", DUO),
    Course("BronFout", {DUO_OK: "0+9x60", DUO_NO: "0+1x60"}, "14m"),
    Course("OnderbrekerOpen", {BREAKER: "2x20"}, "4m", DUO),
    Course("OnderbrekerOpen", {BREAKER: "0 0 " + "2 2 1 " * 10}, "5m", DUO),
    Course("OnderbrekerOpen", {BREAKER: "2 2 " + "1 " * 20}, "4m"),
    Course("OnderbrekerOpen", {BREAKER: "1x20"}, "4m"),
    Course("BronVol", {WAITING: "3x40", FREE: "0x40"}, "8m", ({"adapter": "duo"},)),
    Course("BronVol", {WAITING: "0x40", FREE: "0x40"}, "8m"),
    Course("BronVol", {WAITING: "3x40", FREE: "5x40"}, "8m"),
    Course("BronDrift", {'gateway_bron_drift_total{bron="DUO"}': "0+1x300"}, "1h", DUO),
    Course("BronDrift", {'gateway_bron_drift_total{bron="DUO"}': "0x30 5x300"}, "1h"),
    Course("TeTraag", _seconds("0+9x80", "0+10x80", slowest="0+10x80"), "18m", ONE),
    Course("TeTraag", _seconds("0+96x80", "0+100x80", slowest="0+100x80"), "18m"),
    Course("Overbelast", {OVERLOAD: "0+1x40"}, "5m", ONE),
    Course("Overbelast", {OVERLOAD: "7x40"}, "5m"),
    Course("TeVeelVragen", {LIMITED: "0+1x60"}, "10m", ONE),
    Course("TeVeelVragen", {REFUSED: "0+1x60"}, "10m"),
    Course("InterneFout", {INTERNAL: "0x5 1x40"}, "5m", ONE),
    Course("InterneFout", {INTERNAL: "0x40"}, "5m"),
    Course(
        "LogboekSchrijftNiet", {'gateway_logboek_storing{instance="a"}': "1x20"}, "2m", ({"instance": "a"},)
    ),
    Course("LogboekSchrijftNiet", {'gateway_logboek_storing{instance="a"}': "0x20"}, "2m"),
    Course(
        "LogboekLooptAchter", {'gateway_logboek_wachtrij{instance="a"}': "101x20"}, "4m", ({"instance": "a"},)
    ),
    Course("LogboekLooptAchter", {'gateway_logboek_wachtrij{instance="a"}': "100x20"}, "4m"),
    Course("LusAchter", _lag("0+9x60", "0+10x60"), "12m", ({"instance": "a"},)),
    Course("LusAchter", _lag("0+10x60", "0+10x60"), "12m"),
    Course("CertificaatVerloopt", {CERT: "29.9x100", LIST: "1x100"}, "20m", ({"instelling": CERT[43:-2]},)),
    Course("CertificaatVerloopt", {CERT: "30x100"}, "20m"),
    Course("IntrekkingslijstVerloopt", {LIST: "2.9x100"}, "20m", ({"instelling": LIST[43:-2]},)),
    Course("IntrekkingslijstVerloopt", {LIST: "3x100", CERT: "1x100"}, "20m"),
    Course("GatewayWeg", {}, "3m", ONE),
    Course("GatewayWeg", {ALIVE: "0x40"}, "3m"),
    Course("CollectorWeg", {'up{job="otel-collector"}': "0x40"}, "3m", ({"job": "otel-collector"},)),
    Course("CollectorWeg", {'up{job="otel-collector"}': "1x40"}, "3m"),
)


def as_test(course: Course) -> dict[str, Any]:
    """Write a course as promtool reads it."""
    severity = {rule["alert"]: rule["labels"]["ernst"] for rule in rules()}[course.alarm]
    labels = (
        {"alertname": course.alarm, "alertstate": "firing", "ernst": severity} | about
        for about in course.about
    )
    expected = [{"labels": f"ALERTS{{{_written(said)}}}", "value": 1} for said in labels]
    asked = f'ALERTS{{alertname="{course.alarm}",alertstate="firing"}}'
    return {
        "interval": "15s",
        "input_series": [{"series": name, "values": values} for name, values in course.seen.items()],
        "promql_expr_test": [{"expr": asked, "eval_time": course.at, "exp_samples": expected}],
    }


def _written(labels: dict[str, str]) -> str:
    return ",".join(f'{name}="{value}"' for name, value in labels.items())
