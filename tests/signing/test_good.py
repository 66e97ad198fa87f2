"""What is signed as it should be is read, and what we sign others can verify."""

from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from gateway.signing.material import Identity
from gateway.sources.envelope import Addressing, build_envelope, signed
from tests.fakes.answers import ROOT, nothing, source_of
from tests.fakes.signed import (
    ANSWER,
    NOW,
    SVB,
    Signature,
    credential,
    good,
    independently,
    sign,
    told,
    verifier,
)


@pytest.mark.parametrize(
    "how",
    [
        good(),
        good("ec"),
        good(method="RsaSha384", digest="Sha384"),
        good(method="RsaSha512", digest="Sha512"),
        good("ec", method="EcdsaSha512"),
        good(expires=None),
        good(token_signed=True),
        good(inclusive="s"),
        good(inclusive="s wsse wsu"),
        good(created=NOW + timedelta(seconds=50)),
        good(created=NOW - timedelta(minutes=4, seconds=50), expires=None),
    ],
)
def test_a_signed_answer_is_read(how: Signature) -> None:
    """RSA, EC, SHA-256 to 512, with and without Expires, a signed token, inclusive prefixes: all are read."""
    answer = sign(ANSWER, how)
    assert told(answer) is None
    assert independently(answer)


def test_space_and_comments_between_the_parts_change_nothing() -> None:
    """An answer that is written on more lines, or gets comments on its way, is the same answer."""
    answer = sign(ANSWER.replace(b"><", b">\n  <"), good())
    assert told(answer) is None
    assert told(answer.replace(b">\n", b"><!-- onderweg -->\n")) is None


def test_nothing_found_may_be_signed_too() -> None:
    """NietsGevonden is verified like any answer."""
    assert told(sign(nothing(SVB), good())) is None


def test_an_intermediate_gateway_confirms_its_own_question() -> None:
    """Where the afspraak says tussenstation, a SignatureConfirmation is there but of another signature."""
    answer = sign(ANSWER, good(confirms="aW5kZXIgZGFhZA=="))
    assert told(answer, by=verifier(confirming=False)) is None
    assert told(answer) == ("HANDTEKENING", "de SignatureConfirmation hoort niet bij deze vraag")


@pytest.mark.parametrize("kind", ["rsa", "ec"])
@pytest.mark.parametrize("with_period", [False, True])
def test_what_we_sign_another_verifies(kind: str, *, with_period: bool) -> None:
    """Xmlsec finds our signature sound; every header block, the Body and the Timestamp are signed."""
    operatie = source_of("UWV_POLIS").operatie
    addressing = Addressing("https://wij.example?oin=1", "https://zij.example/a?b=1&oin=2")
    folder = ROOT / "contracts" / "bronnen" / "uwv"
    ours = Identity(credential(kind).chain, credential(kind).key)
    envelope = signed(
        build_envelope(folder, operatie, addressing, with_period=with_period), lambda: ours, lambda: NOW
    )
    slots = {"bsn": "999990019", "bericht": "urn:uuid:vraag", "begin": "20161101", "einde": "20261101"}
    message, signature = envelope.fill(slots)
    assert independently(message)
    root = etree.fromstring(message)
    assert signature == root.findtext(".//{http://www.w3.org/2000/09/xmldsig#}SignatureValue")
    named = {uri.get("URI") for uri in root.iter("{http://www.w3.org/2000/09/xmldsig#}Reference")}
    assert named == {"#action", "#messageid", "#to", "#from", "#body", "#tijd"}
    assert not independently(message.replace(b"999990019", b"999990020"))


@pytest.mark.parametrize("end", [datetime.max.replace(tzinfo=UTC), NOW + timedelta(days=365)])
def test_a_far_end_is_an_end(end: datetime) -> None:
    """An Expires that lies very far away, up to the end of time, is lawful."""
    assert told(sign(ANSWER, good(expires=end))) is None


_OTHERWISE = (
    "0001-01-01T00:00:00+23:59",
    "2026-11-01T09:11:59+01:00",
    "2026-11-01 08:11:59Z",
    "2026-W44-7T08:11:59Z",
)


@pytest.mark.parametrize("text", _OTHERWISE)
def test_only_utc_as_it_is_written_is_a_moment(text: str) -> None:
    """Another zone or notation is refused by name, not by surprise."""
    assert told(sign(ANSWER, good(created_text=text))) == ("HANDTEKENING", "het Timestamp is niet in UTC")
