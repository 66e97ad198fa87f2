"""What start-up says of wrong settings: all of it at once, in Dutch, by name and never by value."""

import re
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from gateway.core.expected import PATTERNS, expected
from gateway.errors import SettingsInvalid
from gateway.knobs import BronSettings
from gateway.settings import Settings, read_settings

WRONG = {
    "empty": "",
    "word": "canary",
    "small": "-77777",
    "big": "77777777.75",
    "longer than an integer may be": "7" * 5000,
    "no number": "nan",
    "endless": "7e777",
    "half a day": "7777-07-07T07:07:07",
    "not UTF-8": "canary\udcff",
    "choice of another": "INFO",
}
FREE = {"HOST", "CONTRACTS", "ADAPTERS", "STATE_DIR", "DATABASE_URL", "REDIS_CA_FILE", "VERTROUWDE_PROXY"}
"""A text or a path of any form, besides those of the parts below."""
FREE_PARTS = re.compile(r"OIDC__\w+|SLEUTELS__\w+|BRONNEN__UWV__\w+_FILE")
ENGLISH = re.compile(
    r"\b(an|and|equal|extra|field|greater|input|inputs|less|match|must|or|parse|pattern|permitted"
    r"|required|should|string|than|the|to|unable|valid|value|with|zero)\b",
    re.IGNORECASE,
)


def leaves(model: type[BaseModel] = Settings, above: str = "") -> Iterator[str]:
    """Give every setting by its name without GATEWAY_, those of a source as of UWV."""
    for name, field in model.model_fields.items():
        whole = above + name.upper()
        if name == "bronnen":
            yield from leaves(BronSettings, f"{whole}__UWV__")
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from leaves(field.annotation, f"{whole}__")
        else:
            yield whole


LEAVES = tuple(leaves())


def refused(**settings: str) -> tuple[str, ...]:
    """Give what is said of these settings, written without GATEWAY_; nothing when they are accepted."""
    good = {"HOME": "/h", "GATEWAY_BRONNEN__UWV__URL": "http://u.example"}
    good |= {"GATEWAY_BRONNEN__UWV__OMGEVING": "nagebootst"}
    try:
        read_settings(good | {f"GATEWAY_{name}": value for name, value in settings.items()})
    except SettingsInvalid as invalid:
        return invalid.texts
    return ()


@pytest.mark.parametrize("name", LEAVES)
def test_a_wrong_value_is_told_in_dutch_by_name(name: str) -> None:
    """Whatever does not fit has one line that begins with its name, without English and without the value."""
    said = {kind: refused(**{name: value}) for kind, value in WRONG.items()}
    for kind, texts in said.items():
        for text in texts:
            assert text.startswith((f"GATEWAY_{name}: ", "GATEWAY_OIDC__ISSUER: geef ISSUER,")), kind
            assert not ENGLISH.search(text.partition(": ")[2]), text
            assert not re.search(r"77777|7777-|canary|udcff|nan\b|7e777", text), text
    told = {kind for kind, texts in said.items() if texts}
    assert all(len(texts) <= 1 for texts in said.values())
    assert "word" in told or name in FREE or FREE_PARTS.fullmatch(name)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("PORT", "tachtig", "schrijf een geheel getal"),
        ("PORT", "8080.5", "schrijf een geheel getal"),
        ("PORT", "65536", "geef hoogstens 65535"),
        ("PORT", "-1", "geef minstens 0"),
        ("TRACE_DEEL", "veel", "schrijf een getal"),
        ("TRACE_DEEL", "nan", "schrijf een eindig getal"),
        ("TIJD_VRAAG", "inf", "schrijf een eindig getal"),
        ("BRONNEN__UWV__HERHAAL_DEEL", "nan", "schrijf een eindig getal"),
        ("BRONNEN__UWV__TIJD_POGING", "-inf", "schrijf een eindig getal"),
        ("BRONNEN__UWV__MAX_BYTES", "99999999", "geef hoogstens 8388608"),
        ("BRONNEN__UWV__HERHAALBAAR", "misschien", "schrijf true of false"),
        ("BRONNEN__UWV__BEVEILIGING", "geen", "kies '2W-be' of '2W-be-S'"),
        ("BRONNEN__UWV__URL", "ftp://canary", "schrijf een adres dat met http:// of https:// begint"),
        ("LOG_NIVEAU", "STIL", "kies 'INFO', 'WARNING' of 'ERROR'"),
        ("PEILDATUM", "gisteren", "schrijf een datum als 2026-01-31"),
        ("PEILDATUM", "2026-02-30", "schrijf een datum als 2026-01-31"),
        ("OIN", "123", "een OIN heeft twintig cijfers of hoofdletters"),
        ("OIN", "canary\udcff", "schrijf een tekst in UTF-8"),
    ],
)
def test_a_wrong_value_says_what_is_expected(name: str, value: str, text: str) -> None:
    """Each kind of fault says what to write instead."""
    assert refused(**{name: value}) == (f"GATEWAY_{name}: {text}",)


@pytest.mark.parametrize("kind", typing.get_args(ErrorType))
def test_no_kind_of_fault_is_told_in_english(kind: str) -> None:
    """Whatever pydantic can find, what was expected is said in our words or not at all."""
    context = {"expected": "'a', 'b' or 'c'", "pattern": "x", "error": ValueError("eigen woorden")}
    context |= {"ge": 1.5, "gt": 1.5, "le": 1.5, "lt": 1.5}
    item = ErrorDetails(type=kind, loc=("veld",), msg="ENGLISH", input="canary", ctx=context)
    text = expected(item) or ""
    assert not ENGLISH.search(text)
    assert "canary" not in text


def test_every_pattern_of_the_settings_says_what_it_asks() -> None:
    """Each pattern has a sentence that teaches how to write it."""
    patterns = re.findall(r"'pattern': '((?:[^'\\]|\\.)*)'", str(Settings.model_json_schema()))
    assert len(patterns) == 4
    assert {pattern.replace("\\\\", "\\") for pattern in patterns} <= PATTERNS.keys()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("PROT", "; bedoelt u GATEWAY_PORT?"),
        ("REDIS_URL_FIEL", "; bedoelt u GATEWAY_REDIS_URL_FILE?"),
        ("BRONEN__UWV__URL", "; bedoelt u GATEWAY_BRONNEN__UWV__URL?"),
        ("BRONNEN__UWV__POGING", "; bedoelt u GATEWAY_BRONNEN__UWV__POGINGEN?"),
        ("OIDC__ISUER", "; bedoelt u GATEWAY_OIDC__ISSUER?"),
        ("OIDC", "; bedoelt u GATEWAY_OIDC__…?"),
        ("BRONNEN", "; bedoelt u GATEWAY_BRONNEN__…?"),
        ("BRONNEN__UWV", "; bedoelt u GATEWAY_BRONNEN__UWV__…?"),
        ("BRONNEN_FILE", "; bedoelt u GATEWAY_BRONNEN__…?"),
        ("PORT__X", "; bedoelt u GATEWAY_PORT?"),
        ("BRONNEN__UWV__QQQ", ""),
        ("QQQ", ""),
        ("", ""),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_the_nearest(name: str, hint: str) -> None:
    """A name at any depth that is no setting is refused whole, with the one that was probably meant."""
    assert refused(**{name: "canary"}) == (f"GATEWAY_{name}: deze instelling bestaat niet{hint}",)


def test_every_fault_comes_in_one_go_by_name() -> None:
    """Unknown names, wrong values, missing ones and unknown sources stand together, sorted."""
    said = refused(
        ZZZ="canary",
        PORT="canary",
        BRONNEN__SVB__OIN="canary",
        BRONNEN__UVW__URL="https://canary.example",
        BRONNEN__FOO__URL="canary",
        BRONNEN__FOO__TIJD_POGING="canary",
        AAA="canary",
    )
    assert said == (
        "GATEWAY_AAA: deze instelling bestaat niet",
        "GATEWAY_BRONNEN__FOO: deze bron bestaat niet",
        "GATEWAY_BRONNEN__SVB__OIN: een OIN heeft twintig cijfers of hoofdletters",
        "GATEWAY_BRONNEN__SVB__URL: ontbreekt",
        "GATEWAY_BRONNEN__UVW: deze bron bestaat niet; bedoelt u GATEWAY_BRONNEN__UWV?",
        "GATEWAY_PORT: schrijf een geheel getal",
        "GATEWAY_ZZZ: deze instelling bestaat niet",
    )


def test_nothing_more_is_asked_of_a_source_that_does_not_exist() -> None:
    """A real address under an unknown name is one fault: it calls for no certificate, OIN or issuer."""
    assert refused(BRONNEN__FOO__URL="https://foo.example") == (
        "GATEWAY_BRONNEN__FOO: deze bron bestaat niet",
    )


@pytest.mark.parametrize("name", ["BRONNEN__UWV__URL", "OTLP_ENDPOINT", "OIDC__JWKS_URL"])
@pytest.mark.parametrize("port", ["0", "65536", "99999", "-1", "acht"])
def test_an_address_with_a_port_that_cannot_be_is_refused(name: str, port: str) -> None:
    """Whatever is no port of 1 to 65535 is told at the start by name, not at the first question."""
    text = "schrijf een adres met een poort van 1 tot en met 65535, of zonder"
    assert f"GATEWAY_{name}: {text}" in refused(**{name: f"http://canary.example:{port}/pad"})


@pytest.mark.parametrize("port", ["", ":1", ":65535"])
def test_an_address_with_a_port_that_can_be_is_taken(port: str) -> None:
    """The first and the last port, and none at all, are all fine."""
    address = f"http://canary.example{port}/pad"
    assert refused(BRONNEN__UWV__URL=address, OTLP_ENDPOINT=address) == ()


@pytest.mark.parametrize(
    "name",
    [
        "TIJD_VRAAG",
        "BRONNEN__UWV__TIJD_TOTAAL",
        "BRONNEN__UWV__TIJD_POGING",
        "BRONNEN__UWV__ONDERBREKER_SECONDEN",
    ],
)
def test_a_time_in_which_nothing_can_be_answered_is_refused(name: str) -> None:
    """No time is shorter than a tenth of a second, as in a manifest."""
    assert refused(**{name: "0.0999"}) == (f"GATEWAY_{name}: geef minstens 0.1",)
    assert refused(**{name: "0.1"}) == ()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("ontbreekt", "het is er niet"),
        (".", "het is een map"),
        ("bestand/erin", "het ligt niet in een map"),
        ("x" * 300, "de naam is te lang"),
        ("bestand", "het is geen tekst in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_dutch(path: str, reason: str, tmp_path: Path) -> None:
    """The reason of the system is told in Dutch; where the file should be is not."""
    (tmp_path / "bestand").write_bytes(b"canary\xff")
    texts = refused(DATABASE_URL_FILE=str(tmp_path / path))
    assert texts == (f"GATEWAY_DATABASE_URL_FILE: het bestand is niet te lezen ({reason})",)
