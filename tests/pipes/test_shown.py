"""What goes through a pipe shows nobody where it is printed."""

from msgspec import structs

from gateway.core.call import Raw
from tests.fakes.answers import call_of, source_of


def test_a_question_and_its_answer_show_nobody() -> None:
    """Of a call only its message and bron are shown, of an answer only how it came."""
    asked = call_of(source_of("SVB"), gemeente="0855")
    call = structs.replace(asked, salt=b"canary", toestemming="canary", gemeenten=frozenset({"0599"}))
    raw = Raw(200, "text/xml", "utf-8", b"canary-body", "canary-signature")
    assert repr(call) == f"Call({call.bericht!r}, 'SVB')"
    assert repr(raw) == "Raw(200, 'text/xml', 11 bytes)"
