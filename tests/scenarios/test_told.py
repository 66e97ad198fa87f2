"""What is told of scenarios, whatever stands in them."""

from xml.etree import ElementTree as ET

from adapters.mock.scenario.play import Played, Step
from adapters.mock.scenario.told import as_junit

_ODD = "a\x00b\x1b[31mc\ufffe\U0010ffff\td<&\"'"
_SHOWN = "a\ufffdb\ufffd[31mc\ufffd\U0010ffff\td<&\"'"


def test_junit_is_xml_whatever_stands_in_it() -> None:
    """A character that XML does not know becomes the replacement character; every other stays as it was."""
    report = as_junit([Played(f"{_ODD}.toml", _ODD, (Step(_ODD, (_ODD,), (), 0.5),))])
    suite = ET.fromstring(report)[0]  # noqa: S314 - our own report
    case = suite[0]
    assert (suite.get("name"), case.get("classname"), case.get("name")) == (_SHOWN, _SHOWN, _SHOWN)
    assert case[0].get("message") == _SHOWN
