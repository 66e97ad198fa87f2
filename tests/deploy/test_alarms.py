"""The alarms, asked of Prometheus itself: they are valid, and ring when they must and not before."""

from pathlib import Path

import pytest
import yaml

from tests.deploy.alarms import COURSES, FILE, Course, as_test, rules
from tests.deploy.promtool import promtool
from tests.fakes.processes import ROOT


def test_prometheus_reads_its_settings_and_every_rule() -> None:
    """Promtool finds no fault in deploy/prometheus."""
    settings = promtool("check", "config", "--syntax-only", ROOT / "deploy/prometheus/prometheus.yaml")
    checked = promtool("check", "rules", FILE)
    assert (settings.returncode, checked.returncode) == (0, 0), settings.stderr + checked.stderr
    assert f"{len(rules())} rules found" in checked.stdout


def test_every_alarm_is_held_to_both() -> None:
    """Each alarm has at least one course in which it rings and one in which it is silent."""
    names = {rule["alert"] for rule in rules()}
    assert {course.alarm for course in COURSES if course.about} == names
    assert {course.alarm for course in COURSES if not course.about} == names


def test_the_alarms_ring_when_they_must(tmp_path: Path) -> None:
    """In every course of events exactly the promised alarm rings, about exactly the promised bron."""
    assert _faults(COURSES, tmp_path) == ""


@pytest.mark.parametrize("course", [COURSES[0], COURSES[2]], ids=["rings", "is silent"])
def test_a_wrong_promise_is_found(course: Course, tmp_path: Path) -> None:
    """The tool that holds the alarms to their courses does refuse a course that goes otherwise."""
    other = () if course.about else ({"bron": "DUO"},)
    wrong = Course(course.alarm, course.seen, course.at, other)
    assert "FAILED" in _faults((wrong,), tmp_path)


def _faults(courses: tuple[Course, ...], folder: Path) -> str:
    """Give what promtool has against these courses."""
    path = folder / "courses.yaml"
    path.write_text(yaml.safe_dump({"rule_files": [str(FILE)], "tests": [as_test(one) for one in courses]}))
    done = promtool("test", "rules", path)
    return "" if done.returncode == 0 else done.stdout + done.stderr
