"""The burgerservicenummer: which numbers are one, and that it never shows itself by accident."""

import copy
import json
import pickle
import random
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass

import msgspec
import pytest
from stdnum.nl import bsn as stdnum_bsn

from gateway.core.bsn import Bsn, is_bsn

DIGITS = "999990019"


def test_elfproef_agrees_with_python_stdnum() -> None:
    """Over random and neighbouring numbers the elfproef says what python-stdnum says."""
    numbers = random.Random(1)  # noqa: S311 - the same sample every time
    sample = [f"{numbers.randrange(10**9):09d}" for _ in range(20_000)]
    sample += [f"{number:09d}" for number in range(999_990_000, 999_990_200)]
    assert [is_bsn(digits) for digits in sample] == [stdnum_bsn.is_valid(digits) for digits in sample]
    assert any(is_bsn(digits) for digits in sample)


@pytest.mark.parametrize(
    "text",
    [
        "000000000",
        "99999001",
        "9999900190",
        "999990018",
        "\uff19\uff19\uff19\uff19\uff19\uff10\uff10\uff11\uff19",
        "999_90019",
        " 99990019",
        "999990019\n",
        "-99990019",
        "",
    ],
)
def test_anything_else_is_no_bsn(text: str) -> None:
    """Zeros, a wrong length, a failed elfproef, other scripts and signs are refused without the value."""
    assert not is_bsn(text)
    with pytest.raises(ValueError, match=r"^geen geldig burgerservicenummer$"):
        Bsn(text)


@dataclass(frozen=True, slots=True)
class Holder:
    """Something that holds a BSN."""

    bsn: Bsn


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        format,
        ascii,
        "{}".format,
        "{!r:>40}".format,
        lambda bsn: f"{bsn}",
        lambda bsn: f"{bsn:s}",
        lambda bsn: f"{bsn!s:09}",
        lambda bsn: "%s %r" % (bsn, bsn),  # noqa: UP031 - the way logging formats
        lambda bsn: repr({"bsn": [bsn]}),
        lambda bsn: repr(Holder(bsn)),
        lambda bsn: str(Exception(bsn)),
    ],
)
def test_text_of_a_bsn_shows_no_digits(show: Callable[[Bsn], str]) -> None:
    """However a BSN is turned into text, no part of its digits stands in it."""
    assert "9999" not in show(Bsn(DIGITS))
    assert "0019" not in show(Bsn(DIGITS))


@pytest.mark.parametrize(
    "carry",
    [
        json.dumps,
        msgspec.json.encode,
        msgspec.msgpack.encode,
        msgspec.to_builtins,
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        lambda bsn: asdict(Holder(bsn)),
        bytes,
        int,
    ],
)
def test_a_bsn_cannot_be_carried_off(carry: Callable[[Bsn], object]) -> None:
    """Encoding, pickling and copying a BSN fail, and the failure holds no digits."""
    with pytest.raises(TypeError) as failure:
        carry(Bsn(DIGITS))
    assert "9999" not in "".join(traceback.format_exception(failure.value))


def test_only_reveal_gives_the_digits() -> None:
    """`reveal()` gives the nine digits; equal digits are equal and hash the same."""
    assert Bsn(DIGITS).reveal() == DIGITS
    assert Bsn(DIGITS) == Bsn(DIGITS) != Bsn("999990020")
    assert len({Bsn(DIGITS), Bsn(DIGITS)}) == 1


@pytest.mark.parametrize(("digits", "test_person"), [(DIGITS, True), ("123456782", False)])
def test_test_persons_lie_in_one_range(digits: str, *, test_person: bool) -> None:
    """A test person is a number that begins with 9999."""
    assert Bsn(digits).is_test_person is test_person
