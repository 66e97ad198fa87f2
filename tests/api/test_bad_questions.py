"""Every way in which a question can be wrong, and what the sender is told."""

import json
from collections.abc import Mapping

import pytest

from tests.fakes.client import QUESTION, post
from tests.fakes.service import FakeService

CANARY = "Kanariepiet7"
"""Stands for a person's value that landed in the wrong place."""

Faults = dict[str, str]
INVALID, UNKNOWN_VELD = "ONGELDIGE_VRAAG", "ONBEKEND_VELD"


def _with(**members: object) -> bytes:
    return json.dumps({**QUESTION, **members}).encode()


def _without(*names: str) -> bytes:
    return json.dumps({name: value for name, value in QUESTION.items() if name not in names}).encode()


def _raw(extra: str) -> bytes:
    """Write the question as text with something before its closing brace."""
    return (json.dumps(QUESTION)[:-1] + extra + "}").encode()


WHOLE: Faults = {"(vraag)": "json"}
VELD = "uitkeringsverhouding.categorie"
BAD: Mapping[str, tuple[bytes, str, Faults]] = {
    "empty body": (b"", INVALID, WHOLE),
    "no JSON": (CANARY.encode(), INVALID, WHOLE),
    "array": (b"[]", INVALID, WHOLE),
    "text": (b'"' + CANARY.encode() + b'"', INVALID, WHOLE),
    "null": (b"null", INVALID, WHOLE),
    "cut off": (_with()[:-5], INVALID, WHOLE),
    "something after it": (_with() + b" {}", INVALID, WHOLE),
    "byte order mark": (b"\xef\xbb\xbf" + _with(), INVALID, WHOLE),
    "UTF-16": (_with().decode().encode("utf-16"), INVALID, WHOLE),
    "broken UTF-8": (_with(doelbinding="X").replace(b'"X"', b'"\xff"'), INVALID, WHOLE),
    "NaN": (_raw(', "gemeenten2": NaN'), INVALID, WHOLE),
    "Infinity": (_raw(', "x": -Infinity'), INVALID, WHOLE),
    "too deep": (b'{"velden": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", INVALID, WHOLE),
    "too deep in objects": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, INVALID, WHOLE),
    "integer of 5000 digits": (_raw(', "x": ' + "9" * 5000), INVALID, WHOLE),
    "raw control character": (_raw(', "x": "\x00"'), INVALID, WHOLE),
    "comment": (_with().replace(b"{", b"{/* */", 1), INVALID, WHOLE),
    "single quotes": (_with().replace(b'"', b"'"), INVALID, WHOLE),
    "empty object": (
        b"{}",
        INVALID,
        {
            "burgerservicenummer": "required",
            "geboortedatum": "required",
            "doelbinding": "required",
            "zaakkenmerk": "required",
        },
    ),
    "no bsn": (_without("burgerservicenummer"), INVALID, {"burgerservicenummer": "required"}),
    "no case and no purpose": (
        _without("doelbinding", "zaakkenmerk"),
        INVALID,
        {"doelbinding": "required", "zaakkenmerk": "required"},
    ),
    "bsn twice": (
        _raw(', "burgerservicenummer": "999990032"'),
        INVALID,
        {"burgerservicenummer": "dubbel"},
    ),
    "bsn three times": (
        _raw(', "velden": ["x"]' * 3),
        INVALID,
        {"velden": "dubbel", "velden[0]": "onbekend"},
    ),
    "bsn twice by escape": (
        _raw(', "\\u0062urgerservicenummer": "999990032"'),
        INVALID,
        {"burgerservicenummer": "dubbel"},
    ),
    "bsn a number": (_with(burgerservicenummer=999990019), INVALID, {"burgerservicenummer": "type"}),
    "bsn null": (_with(burgerservicenummer=None), INVALID, {"burgerservicenummer": "type"}),
    "bsn true": (_with(burgerservicenummer=True), INVALID, {"burgerservicenummer": "type"}),
    "bsn in a list": (_with(burgerservicenummer=["999990019"]), INVALID, {"burgerservicenummer": "type"}),
    "bsn in an object": (
        _with(burgerservicenummer={CANARY: "999990019"}),
        INVALID,
        {"burgerservicenummer": "type"},
    ),
    "bsn of eight": (_with(burgerservicenummer="99999001"), INVALID, {"burgerservicenummer": "pattern"}),
    "bsn with a space": (
        _with(burgerservicenummer="999990019 "),
        INVALID,
        {"burgerservicenummer": "pattern"},
    ),
    "bsn with a newline": (
        _with(burgerservicenummer="999990019\n"),
        INVALID,
        {"burgerservicenummer": "pattern"},
    ),
    "bsn in Arabic digits": (
        _with(burgerservicenummer="٩٩٩٩٩٠٠١٩"),
        INVALID,
        {"burgerservicenummer": "pattern"},
    ),
    "bsn fails the elfproef": (
        _with(burgerservicenummer="999990018"),
        INVALID,
        {"burgerservicenummer": "elfproef"},
    ),
    "bsn of zeros": (_with(burgerservicenummer="000000000"), INVALID, {"burgerservicenummer": "elfproef"}),
    "birth date a number": (_with(geboortedatum=1994), INVALID, {"geboortedatum": "type"}),
    "birth date in digits": (_with(geboortedatum="19940314"), INVALID, {"geboortedatum": "pattern"}),
    "birth date the other way": (_with(geboortedatum="14-03-1994"), INVALID, {"geboortedatum": "pattern"}),
    "birth date with a time": (
        _with(geboortedatum="1994-03-14T00:00:00Z"),
        INVALID,
        {"geboortedatum": "pattern"},
    ),
    "birth week": (_with(geboortedatum="1994-W11"), INVALID, {"geboortedatum": "pattern"}),
    "30 February": (_with(geboortedatum="1994-02-30"), INVALID, {"geboortedatum": "waarde"}),
    "29 February of no leap year": (_with(geboortedatum="1900-02-29"), INVALID, {"geboortedatum": "waarde"}),
    "month 13": (_with(geboortedatum="1994-13"), INVALID, {"geboortedatum": "waarde"}),
    "month 00": (_with(geboortedatum="1994-00"), INVALID, {"geboortedatum": "waarde"}),
    "day 00": (_with(geboortedatum="1994-03-00"), INVALID, {"geboortedatum": "waarde"}),
    "year 0000": (_with(geboortedatum="0000"), INVALID, {"geboortedatum": "waarde"}),
    "born tomorrow": (_with(geboortedatum="2026-11-02"), INVALID, {"geboortedatum": "waarde"}),
    "born next month": (_with(geboortedatum="2026-12"), INVALID, {"geboortedatum": "waarde"}),
    "born next year": (_with(geboortedatum="2027"), INVALID, {"geboortedatum": "waarde"}),
    "purpose null": (_with(doelbinding=None), INVALID, {"doelbinding": "type"}),
    "purpose in lower case": (_with(doelbinding=CANARY), INVALID, {"doelbinding": "pattern"}),
    "purpose empty": (_with(doelbinding=""), INVALID, {"doelbinding": "pattern"}),
    "purpose of 65": (_with(doelbinding="A" * 65), INVALID, {"doelbinding": "pattern"}),
    "purpose with a lone surrogate": (
        _raw("").replace(b"DJI_INTAKE_ARBEIDSMARKT", b"\\ud800"),
        INVALID,
        {"doelbinding": "pattern"},
    ),
    "case no UUID": (_with(zaakkenmerk=CANARY), INVALID, {"zaakkenmerk": "pattern"}),
    "case a bare UUID": (
        _with(zaakkenmerk="2f1c7a526a0e4c839c530c7f5d0a1b11"),
        INVALID,
        {"zaakkenmerk": "pattern"},
    ),
    "gemeenten null": (_with(gemeenten=None), INVALID, {"gemeenten": "type"}),
    "gemeenten a text": (_with(gemeenten="0855"), INVALID, {"gemeenten": "type"}),
    "gemeente a number": (_with(gemeenten=["0855", 363]), INVALID, {"gemeenten[1]": "type"}),
    "gemeente of three": (_with(gemeenten=["855"]), INVALID, {"gemeenten[0]": "pattern"}),
    "gemeente twice": (_with(gemeenten=["0855", "0363", "0855"]), INVALID, {"gemeenten[2]": "dubbel"}),
    "eleven gemeenten": (
        _with(gemeenten=[f"{code:04}" for code in range(11)]),
        INVALID,
        {"gemeenten": "maxItems"},
    ),
    "velden empty": (_with(velden=[]), INVALID, {"velden": "minItems"}),
    "velden null": (_with(velden=None), INVALID, {"velden": "type"}),
    "velden an object": (_with(velden={VELD: True}), INVALID, {"velden": "type"}),
    "veld a number": (_with(velden=[1]), INVALID, {"velden[0]": "type"}),
    "veld twice": (_with(velden=[VELD, VELD]), INVALID, {"velden[1]": "dubbel"}),
    "201 velden": (_with(velden=[str(number) for number in range(201)]), INVALID, {"velden": "maxItems"}),
    "veld unknown": (_with(velden=[VELD, CANARY]), UNKNOWN_VELD, {"velden[1]": "onbekend"}),
    "veld a group": (_with(velden=["uitkeringsverhouding"]), UNKNOWN_VELD, {"velden[0]": "onbekend"}),
    "veld a wildcard": (_with(velden=["uitkeringsverhouding.*"]), UNKNOWN_VELD, {"velden[0]": "onbekend"}),
    "veld empty": (_with(velden=[VELD, ""]), UNKNOWN_VELD, {"velden[1]": "onbekend"}),
    "two velden unknown": (
        _with(velden=["*", VELD, CANARY]),
        UNKNOWN_VELD,
        {"velden[0]": "onbekend", "velden[2]": "onbekend"},
    ),
    "veld unknown beside another fault": (
        _with(velden=[CANARY], zaakkenmerk=CANARY),
        INVALID,
        {"zaakkenmerk": "pattern", "velden[0]": "onbekend"},
    ),
    "bronnen empty": (_with(bronnen=[]), INVALID, {"bronnen": "minItems"}),
    "bronnen a text": (_with(bronnen="DUO"), INVALID, {"bronnen": "type"}),
    "bron unknown": (_with(bronnen=["DUO", CANARY]), INVALID, {"bronnen[1]": "onbekend"}),
    "bron twice": (_with(bronnen=["DUO", "DUO"]), INVALID, {"bronnen[1]": "dubbel"}),
    "unknown member": (_with(fields=[CANARY]), INVALID, {"fields": "onbekend"}),
    "unknown member in other case": (
        _with(Burgerservicenummer="999990019"),
        INVALID,
        {"Burgerservicenummer": "onbekend"},
    ),
    "a value as member": (_raw(f', "{CANARY}": 1, "999990032": 2'), INVALID, {"(onbekend lid)": "onbekend"}),
    "a lone surrogate as member": (_raw(', "\\udfff": 1'), INVALID, {"(onbekend lid)": "onbekend"}),
    "number too large for a float": (_raw(', "geld": 1e999'), INVALID, {"geld": "onbekend"}),
    "everything at once": (
        (
            b'{"burgerservicenummer": "999990018", "geboortedatum": "1994-02-30", '
            b'"velden": ["*"], "bronnen": 1, "x": 0}'
        ),
        INVALID,
        {
            "x": "onbekend",
            "burgerservicenummer": "elfproef",
            "geboortedatum": "waarde",
            "doelbinding": "required",
            "zaakkenmerk": "required",
            "velden[0]": "onbekend",
            "bronnen": "type",
        },
    ),
}
VALUES = (
    CANARY,
    "999990018",
    "999990019",
    "999990032",
    "1994-",
    "2f1c7a52",
    "0855",
    "DJI_",
    "uitkeringsverh",
)


@pytest.mark.parametrize(("body", "code", "faults"), BAD.values(), ids=BAD.keys())
async def test_a_bad_question_is_refused_with_every_fault_by_name(
    body: bytes, code: str, faults: Faults
) -> None:
    """A bad question gives 400 with exactly its faults, repeats no value, and reaches nobody."""
    service = FakeService()
    answer = await post(service, body)
    problem = answer.json()
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["code"] == code
    assert len(problem["invalidParams"]) == len(faults)
    assert {param["name"]: param["code"] for param in problem["invalidParams"]} == faults
    assert all(param["reason"] for param in problem["invalidParams"])
    assert [value for value in VALUES if value in answer.text] == []
    assert "raadplegingId" not in problem
    assert service.asked == []


async def test_the_list_of_faults_is_bounded() -> None:
    """A question with thousands of faults gets an answer of a bounded size."""
    body = json.dumps({"a" * (1 + number % 30) + chr(97 + number // 30): 1 for number in range(700)}).encode()
    answer = await post(FakeService(), body)
    assert len(answer.json()["invalidParams"]) == 100
