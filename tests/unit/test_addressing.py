"""An answer must be one to this very question (SuwiML Transactiestandaard 4.0, WS-Addressing)."""

from dataclasses import replace

import pytest

from gateway.core.plan import SourcePlan
from gateway.errors import SourceError
from tests.fakes.answers import MESSAGE, body, call_of, found, reader_of, source_of
from tests.fakes.dossiers import benefit, benefits

SVB = source_of("SVB")
ANSWER = found(SVB, benefits(benefit("AOW"))).decode()
HEADER = ANSWER[ANSWER.index("<s:Header>") : ANSWER.index("</s:Header>")]
ACTION = f"{SVB.operatie.action}Response"


def verdict(content: str, source: SourcePlan = SVB) -> str | None:
    """Read an answer; give the oorzaak of its refusal, None when it was read."""
    try:
        facts = reader_of(source).facts(content.encode(), call_of(source))
    except SourceError as error:
        return error.oorzaak
    assert facts.gevonden
    return None


def test_an_answer_to_our_question_is_read() -> None:
    """Action, MessageID and RelatesTo as they must be: the rows are read."""
    assert verdict(ANSWER) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (MESSAGE, "urn:uuid:een-andere-vraag"),
        (MESSAGE, f"{MESSAGE} x"),
        (MESSAGE, ""),
        (ACTION, SVB.operatie.action),
        (ACTION, ACTION.replace("SVBPersoonsInfo", "SVBAnders")),
        ("urn:uuid:antwoord", ""),
        ("urn:uuid:antwoord", "<b>urn:uuid:antwoord</b>"),
        ("RelatesTo", "ReplyTo"),
        ("a:MessageID", "MessageID"),
        ("2005/08/addressing", "2004/08/addressing"),
        (HEADER, "<s:Header>"),
        (f"{HEADER}</s:Header>", ""),
        (f"{HEADER}</s:Header>", f"{HEADER}</s:Header>{HEADER}</s:Header>"),
        ("</s:Header>", HEADER.replace("<s:Header>", "") + "</s:Header>"),
    ],
)
def test_an_answer_to_something_else_is_unusable(old: str, new: str) -> None:
    """Another, missing, doubled, nested or wrongly named header: no value is read."""
    changed = ANSWER.replace(old, new)
    assert changed != ANSWER
    assert verdict(changed) == "ONGELDIG_ANTWOORD"


def test_an_intermediate_gateway_may_relate_to_its_own_message() -> None:
    """On a link with a tussenstation any RelatesTo will do, but one must be there."""
    between = replace(SVB, streng=False)
    assert verdict(ANSWER.replace(MESSAGE, "urn:uuid:van-het-tussenstation"), between) is None
    assert verdict(ANSWER.replace(MESSAGE, ""), between) == "ONGELDIG_ANTWOORD"


def test_a_fault_needs_no_addressing() -> None:
    """A gateway in front of the source may fail without knowing WS-Addressing: that is a Fault, no data."""
    fault = body("<s:Fault><faultcode>s:Server</faultcode><faultstring>x</faultstring></s:Fault>")
    assert verdict(fault.decode()) == "SOAP_FAULT"
