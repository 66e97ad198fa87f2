"""A check for machines: as JSON, and as JUnit XML for who runs it in a pipeline."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from lxml import etree

from gateway.checking.verdict import SourceReport, Verdict, exit_code


def as_json(reports: Sequence[SourceReport], tijdstip: str) -> dict[str, Any]:
    """Give everything that was found."""
    return {
        "tijdstip": tijdstip,
        "uitgang": exit_code(reports),
        "bronnen": [
            {
                "bron": report.bron,
                "bericht": report.bericht,
                "koppelvlak": report.koppelvlak,
                "testpersoon": report.testpersoon,
                "oordeel": report.oordeel,
                "milliseconden": report.milliseconden,
                "stappen": [asdict(stap) for stap in report.stappen],
            }
            for report in reports
        ],
    }


def as_junit(reports: Sequence[SourceReport]) -> bytes:
    """Give a suite per operation with a case per step: FOUT fails, NIET_GEKEKEN is skipped."""
    root = etree.Element("testsuites", name="gateway sources check")
    for report in reports:
        counts = [stap.oordeel for stap in report.stappen]
        suite = etree.SubElement(
            root,
            "testsuite",
            name=f"{report.bron} {report.bericht}",
            tests=str(len(counts)),
            failures=str(counts.count("FOUT")),
            errors="0",
            skipped=str(counts.count("NIET_GEKEKEN")),
            time=f"{(report.milliseconden or 0) / 1000:.3f}",
        )
        for stap in report.stappen:
            _case(suite, report, stap)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _case(suite: etree._Element, report: SourceReport, stap: Verdict) -> None:
    case = etree.SubElement(suite, "testcase", classname=f"{report.bron}.{report.bericht}", name=stap.stap)
    if stap.oordeel == "FOUT":
        failure = etree.SubElement(case, "failure", message=stap.tekst)
        failure.text = "\n".join([stap.raad, *lines(stap)])
    elif stap.oordeel == "NIET_GEKEKEN":
        etree.SubElement(case, "skipped", message=stap.tekst)
    else:
        etree.SubElement(case, "system-out").text = ": ".join(filter(None, (stap.tekst, stap.raad)))


def lines(stap: Verdict) -> list[str]:
    """Write every place of a verdict as a line."""
    return [
        f"{found.plaats}{'' if found.regel is None else f' (regel {found.regel})'}: {found.verwacht}"
        for found in stap.bevindingen
    ]
