"""Answers about somebody else, or about nobody: the number and the birth date that an answer repeats."""

from collections.abc import Iterator

from gateway.core.bsn import Bsn
from gateway.errors import GatewayError
from tests.fakes.answers import BORN, PERSON
from tests.hostile.scene import Scene

_OTHERS = 40
_NUMBER = PERSON.reveal()


def persons(many: int) -> Iterator[str]:
    """Give the numbers of other test persons, all of which pass the elfproef."""
    for tail in range(100_000):
        number = f"9999{tail:05}"
        if number != _NUMBER and _is_number(number):
            yield number
            many -= 1
            if not many:
                return


def _is_number(number: str) -> bool:
    try:
        return Bsn(number).is_test_person
    except (GatewayError, ValueError):
        return False


def others(scene: Scene) -> Iterator[bytes]:
    """Give another test person in the place of the one who was asked."""
    for number in persons(_OTHERS):
        yield scene.text.replace(_NUMBER, number).encode()


def almost(scene: Scene) -> Iterator[bytes]:
    """Give the number in another form: shorter, longer, with spaces, in other digits, another sign."""
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in _NUMBER)
    for number in (
        _NUMBER[1:],
        _NUMBER[:-1],
        "0" + _NUMBER,
        f" {_NUMBER}",
        f"{_NUMBER} ",
        wide,
        f"{_NUMBER}.0",
        "onbekend",
        "0",
        f"+{_NUMBER}",
        "999.990.019",
    ):
        yield scene.text.replace(_NUMBER, number).encode()


def born(scene: Scene) -> Iterator[bytes]:
    """Give the number that was asked with another birth date."""
    if BORN in scene.text:
        for other in ("19940315", "19940414", "19930314", "20940314", "19000101"):
            yield scene.text.replace(BORN, other).encode()


def nobody(scene: Scene) -> Iterator[bytes]:
    """Leave the number out, or leave it empty."""
    yield scene.text.replace(_NUMBER, "").encode()
    if scene.source.operatie.koppelvlak == "soap":
        element = f"<Burgerservicenr>{_NUMBER}</Burgerservicenr>"
        for other in (
            "",
            "<Burgerservicenr/>",
            f"<BurgerServiceNr>{_NUMBER}</BurgerServiceNr>",
            f"<Bsn>{_NUMBER}</Bsn>",
        ):
            yield scene.text.replace(element, other).encode()
        yield scene.text.replace(element, f"<Partner>{element}</Partner>").encode()
    else:
        for name in ("bsn", "Burgerservicenummer", "burgerservicenr"):
            yield scene.text.replace('"burgerservicenummer"', f'"{name}"').encode()
        yield scene.text.replace(f'"{_NUMBER}"', _NUMBER).encode()
        yield scene.text.replace(f'"{_NUMBER}"', "null").encode()
