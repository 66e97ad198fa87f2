"""How faults of form are told: on the line of the very item, and in Dutch."""

import typing

import pytest
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from gateway.core.afspraak import Afspraak
from gateway.core.contract import Contract
from gateway.core.doelbinding import Afnemers, Doelbinding, Gevallen
from gateway.core.expected import PATTERNS
from gateway.core.mapping import Lijst, Manifest, Mapping
from gateway.core.velden import Profiel
from gateway.core.waardelijst import Waardelijst
from gateway.register.form import dutch, read_as
from gateway.register.places import Path as Where
from gateway.register.places import Places

MODELS: tuple[type[Contract], ...] = (
    Profiel,
    Afnemers,
    Doelbinding,
    Gevallen,
    Afspraak,
    Waardelijst,
    Manifest,
    Mapping,
)
TEXT = '''# [niet] dit
titel = "a = [1] # geen commentaar"
lijst = [  # commentaar
  "een", "twee",
  # tussendoor
  { naam = "drie", "odd.key" = 1 },
]
lang = """
[tabel]
x = 1
"""
a.b.c = 2026-01-01 10:00:00

[[tabel]]
bron = 'X'
[tabel.lijst.perioden.intern]
begin = { uit = "A[]/B", als = "ruw" }
[[tabel]]
[tabel.lijst.perioden.intern]
einde = { uit = "C", als = [
  "ruw",
] }
'''


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (("titel",), 2),
        (("lijst",), 3),
        (("lijst", 0), 4),
        (("lijst", 1), 4),
        (("lijst", 2), 6),
        (("lijst", 2, "odd.key"), 6),
        (("lang",), 8),
        (("a", "b", "c"), 12),
        (("tabel",), 14),
        (("tabel", 0, "bron"), 15),
        (("tabel", 0, "lijst", "perioden", "rij"), 16),
        (("tabel", 0, "lijst", "perioden", "intern", "begin", "als"), 17),
        (("tabel", 1), 18),
        (("tabel", 1, "bron"), 18),
        (("tabel", 1, "lijst", "perioden", "intern", "einde", "uit"), 20),
        (("tabel", 1, "lijst", "perioden", "intern", "einde", "als", 0), 21),
        (("onbekend",), 1),
        ((), 1),
    ],
)
def test_every_place_has_its_line(where: Where, line: int) -> None:
    """A key, a table, an item of an array and what stands inside an inline table each have their own line."""
    assert Places(TEXT).line_of(where) == line


@pytest.mark.parametrize(
    "text", ["", "[", "[[", "a", "a =", "a = [", "a = {", "= 1", "a = [ = ]", "a = ]", '"', "\x00", "a = {,}"]
)
def test_places_of_what_is_no_toml(text: str) -> None:
    """Looking for places never fails and never runs on."""
    assert Places(text).line_of(("b",)) == 1


@pytest.mark.parametrize("kind", typing.get_args(ErrorType))
def test_every_fault_of_form_is_told_in_dutch(kind: str) -> None:
    """Whatever pydantic finds, its own English text is never shown."""
    context = {"expected": "'a' or 'b'", "pattern": "x", "max_length": 3}
    context |= {"ge": 1, "gt": 1, "le": 1, "lt": 1, "error": ValueError("eigen woorden")}
    item = ErrorDetails(type=kind, loc=("veld", 0, "reden"), msg="ENGLISH", input="waarde", ctx=context)
    text = dutch(item, {"veld": [{"veld": "x"}]})
    assert text.startswith("reden ")
    assert ": " in text
    assert "ENGLISH" not in text
    assert " or " not in text


@pytest.mark.parametrize("model", MODELS)
def test_every_pattern_says_what_it_asks(model: type[Contract]) -> None:
    """Each pattern of the contracts has a sentence that teaches how to write it."""
    assert set(_patterns(model.model_json_schema())) <= PATTERNS.keys()


def _patterns(schema: typing.Any) -> typing.Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for below in schema.values():
            yield from _patterns(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from _patterns(below)


@pytest.mark.parametrize("model", MODELS)
def test_an_empty_file_is_mended_and_names_all_that_is_missing(model: type[Contract]) -> None:
    """Of an empty file every required key is told at once, and reading can go on."""
    formed = read_as(model, {})
    required = {field.alias for field in model.model_fields.values() if field.is_required()}
    assert {wrong.where for wrong in formed.wrong} == {(name,) for name in required}
    assert formed.contract is not None


def test_what_is_good_is_left_alone() -> None:
    """A contract without faults is read as it stands."""
    formed = read_as(Afnemers, {"afnemer": []})
    assert formed == type(formed)(Afnemers(afnemer=()), ())


@pytest.mark.parametrize(
    ("rij", "fits"),
    [
        (".", True),
        ("A[]", True),
        ("A[]/B[]", True),
        ("A/B[]", True),
        ("A[]/B/C[]", True),
        ("A", False),
        ("A[]/B", False),
        ("A/B", False),
        ("A[1]", False),
        ("../A[]", False),
        ("a[]", False),
        ("*[]", False),
        ("A[]//B[]", False),
        ("A[]/", False),
        ("./A[]", False),
        ("", False),
    ],
)
def test_rows_end_in_what_repeats(rij: str, *, fits: bool) -> None:
    """On the way to rows an element may repeat or not; the last does, or it is the dossier itself."""
    formed = read_as(Lijst, {"rij": rij, "intern": {}})
    assert [wrong.where for wrong in formed.wrong] == ([] if fits else [("rij",)])
