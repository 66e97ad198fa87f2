"""No answer counts whose signature is missing, moved, weak, old, used before or somebody else's."""

import pytest

from tests.fakes.answers import FAULT
from tests.fakes.signed import ANSWER, ASKED, facts, good, independently, sign, told, verifier
from tests.signing.attacks import Attack, attacks

ATTACKS = tuple(attacks())


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.id for attack in ATTACKS])
@pytest.mark.parametrize("status", [200, 500])
def test_it_is_refused_with_its_own_reason(attack: Attack, status: int) -> None:
    """With any HTTP status the caller reads HANDTEKENING only; the operator reads what is wrong."""
    assert told(attack.answer, status=status) == ("HANDTEKENING", attack.why)


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.id for attack in ATTACKS])
def test_another_verifier_agrees(attack: Attack) -> None:
    """Xmlsec refuses the same answers, but for those that only a rule of the profile forbids."""
    assert independently(attack.answer) is attack.sound


def test_an_answer_counts_once() -> None:
    """The same answer a second time is refused, also when everything about it is in order."""
    once, answer = verifier(), sign(ANSWER, good())
    assert told(answer, by=once) is None
    assert told(answer, by=once) == ("HANDTEKENING", "dit bericht is al eens gebruikt")


def test_an_answer_without_a_question_is_refused() -> None:
    """Where our own question was not signed nothing can confirm it."""
    assert told(sign(ANSWER, good()), asked=None) == (
        "HANDTEKENING",
        "de SignatureConfirmation hoort niet bij deze vraag",
    )
    assert told(sign(ANSWER, good()), asked=f"{ASKED} ") is not None


def test_a_signed_fault_is_a_fault() -> None:
    """A Fault that is signed as it should be is a SOAP Fault, and counts once too."""
    head = ANSWER[: ANSWER.index(b"<s:Body>")]
    fault = sign(head + f"<s:Body>{FAULT}</s:Body></s:Envelope>".encode(), good())
    once = verifier()
    assert told(fault, by=once, status=500) == ("SOAP_FAULT", "")
    assert told(fault, by=once, status=500) == ("HANDTEKENING", "dit bericht is al eens gebruikt")


def test_no_byte_of_a_signed_answer_can_be_another() -> None:
    """Each byte changed, one at a time: the answer is refused or gives the same facts (10,000 answers)."""
    answer = sign(ANSWER, good("ec"))
    said, read = facts(answer), 0
    for flip in (0x01, 0x80):
        for place, byte in enumerate(answer):
            other = answer[:place] + bytes([byte ^ flip]) + answer[place + 1 :]
            found = facts(other)
            read += found is not None
            assert found is None or found == said, other[max(0, place - 30) : place + 30]
    assert 0 < read < len(answer) / 20
