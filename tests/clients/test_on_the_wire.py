"""What clients do on the wire besides the envelope: headers, chunks, waiting, and odd but lawful XML."""

import pytest
from lxml import etree

from adapters.mock.service import Service
from tests.adapters.asking import NAMES, request_xml, xsd
from tests.clients import facts
from tests.clients.unusual import PEOPLE, RICH
from tests.clients.wire import Answer, connected

SVB = next(service for service in facts.SERVICES if service.bron == "svb")
ADDRESSED = request_xml(SVB, RICH.bsn).encode()
OPERATION = f'<q:SVBPersoonsInfo xmlns:q="{SVB.namespace}">{{}}</q:SVBPersoonsInfo>'
BSN = f"<Burgerservicenr>{RICH.bsn}</Burgerservicenr>"
BASIC = "Authorization: Basic YWZuZW1lcjpnZWhlaW0="
each_service = pytest.mark.parametrize("service", facts.SERVICES, ids=lambda service: service.name)


def body_of(answer: Answer) -> etree._Element:
    body = answer.envelope.find("soap:Body", NAMES)
    assert body is not None
    return body[0]


def assert_facts(answer: Answer, service: Service = SVB) -> None:
    """The answer is valid XML in UTF-8 that holds what the life promises."""
    assert (answer.status, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    xsd(service).assertValid(body_of(answer))
    assert facts.promised(RICH, service) - facts.facts_of_xml(body_of(answer)) == facts.Facts()


def envelope(body: str, *, header: str = "", more: str = "") -> str:
    return f'<S:Envelope xmlns:S="{NAMES["soap"]}" {more}>{header}<S:Body>{body}</S:Body></S:Envelope>'


@pytest.mark.parametrize(
    "header",
    ["", "SOAPAction:", 'SOAPAction: ""', f'SOAPAction: "{SVB.action}"', f"soapaction: {SVB.action}"],
    ids=["absent", "nothing", "empty", "quoted", "unquoted"],
)
def test_every_lawful_soapaction_is_answered(mocks: str, header: str) -> None:
    """SOAPAction may be absent, empty, or the action, with or without quotes."""
    with connected(mocks) as line:
        assert_facts(line.post(SVB, ADDRESSED, *filter(None, [header])))


@pytest.mark.parametrize("text", ['"{}Response"', "{}Response", '"SVBPersoonsInfo"', "x"])
def test_another_soapaction_is_a_fault(mocks: str, text: str) -> None:
    """A SOAPAction of another message is the client's fault; the Fault relates to the request."""
    with connected(mocks) as line:
        answer = line.post(SVB, ADDRESSED, f"SOAPAction: {text.format(SVB.action)}")
    assert answer.status == 500
    assert body_of(answer).findtext("faultcode") == "soap:Client"
    assert body_of(answer).findtext("faultstring") == f"SOAPAction moet {SVB.action} zijn"
    (fout,) = body_of(answer).iterfind("detail/*")
    facts.fault_schema().assertValid(fout)
    assert answer.envelope.findtext("soap:Header/wsa:RelatesTo", namespaces=NAMES)


@pytest.mark.parametrize("size", [1, 100, 100_000])
def test_chunks_are_put_together(mocks: str, size: int) -> None:
    """A request without a length, in chunks of any size, is answered."""
    with connected(mocks) as line:
        line.head(SVB, "Content-Type: text/xml", "Transfer-Encoding: chunked")
        line.chunks(ADDRESSED, size)
        assert_facts(line.answer())


@pytest.mark.parametrize("chunked", [True, False])
def test_who_waits_is_told_to_go_on(mocks: str, *, chunked: bool) -> None:
    """After Expect: 100-continue comes a 100 while no byte of the body was sent yet, then the answer."""
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(ADDRESSED)}"
    with connected(mocks) as line:
        line.head(SVB, "Content-Type: text/xml", length, "Expect: 100-continue")
        assert line.answer() == Answer(100, {}, b"")
        (line.chunks if chunked else line.send)(ADDRESSED)
        assert_facts(line.answer())


def test_a_connection_serves_more_than_one_question(mocks: str) -> None:
    """On one connection a hit, a Fault and a hit again are answered, each with its own length."""
    fault = request_xml(SVB, PEOPLE["soap-fault"]).encode()
    with connected(mocks) as line:
        answers = [line.post(SVB, content) for content in (ADDRESSED, fault, ADDRESSED)]
    assert [answer.status for answer in answers] == [200, 500, 200]


def test_basic_auth_and_oin_are_let_through(mocks: str) -> None:
    """Basic auth and an OIN in the address change nothing: in this profile the mocks know no caller."""
    with connected(mocks) as line:
        assert_facts(line.post(SVB, ADDRESSED, BASIC, query="?oin=00000099000000010000"))


@each_service
def test_a_client_like_cxf_with_addressing_off(mocks: str, service: Service) -> None:
    """No header in the envelope, chunks after a 100, basic auth, no quotes: every service gives its facts."""
    question = envelope(
        f'<ns2:{service.operation} xmlns:ns2="{service.namespace}" xmlns:ns3="http://bkwi.nl/SuwiML/FWI/v0205">'
        f"{BSN}</ns2:{service.operation}>"
    )
    with connected(mocks) as line:
        line.head(
            service,
            "Content-Type: text/xml; charset=UTF-8",
            "Accept: */*",
            BASIC,
            f"SOAPAction: {service.action}",
            "User-Agent: Apache-CXF/4.1.0",
            "Cache-Control: no-cache",
            "Pragma: no-cache",
            "Expect: 100-continue",
            "Transfer-Encoding: chunked",
            "Connection: keep-alive",
        )
        assert line.answer().status == 100
        line.chunks(question.encode())
        answer = line.answer()
    assert_facts(answer, service)
    header = answer.envelope.find("soap:Header", NAMES)
    assert header is not None
    assert [etree.QName(one).localname for one in header] == ["Action", "MessageID"]


SECURITY = (
    '<S:Header><o:Security xmlns:o="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-'
    'secext-1.0.xsd" S:mustUnderstand="1"><o:BinarySecurityToken>bm90aGluZw==</o:BinarySecurityToken>'
    '<d:Signature xmlns:d="http://www.w3.org/2000/09/xmldsig#"/><x/></o:Security></S:Header>'
)


@pytest.mark.parametrize(
    "question",
    [
        "\ufeff" + envelope(OPERATION.format(BSN)),
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n' + envelope(OPERATION.format(BSN)),
        envelope(OPERATION.format(BSN), more='xmlns="urn:a" xmlns:xsi="urn:x" xmlns:a="urn:a"').replace(
            BSN, BSN.replace(">", ' xmlns="">', 1)
        ),
        envelope(OPERATION.format(f"\n  <!-- wie -->\n  {BSN}\n")),
        envelope(OPERATION.format(BSN), header=SECURITY),
        envelope(OPERATION.format(BSN), header="<S:Header/>"),
    ],
    ids=["bom", "declaration", "namespaces", "whitespace", "security", "empty-header"],
)
def test_lawful_xml_is_read(mocks: str, question: str) -> None:
    """A BOM, a declaration, unused namespaces, white space and any wsse:Security are no hindrance."""
    with connected(mocks) as line:
        assert_facts(line.post(SVB, question.encode()))
