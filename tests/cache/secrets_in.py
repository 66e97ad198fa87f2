"""Every way in which a number or a text could stand in a file or on a line."""

import base64
from collections.abc import Iterator


def written(text: str) -> Iterator[bytes]:
    """Give a text as it is and reversed: in UTF-8, UTF-16 both ways, hex, base64 at each offset."""
    for form in (text, text[::-1]):
        for raw in (form.encode(), form.encode("utf-16-le"), form.encode("utf-16-be")):
            yield raw
            yield raw.hex().encode()
            yield raw.hex().upper().encode()
            yield from (_base64(raw, offset) for offset in range(3))


def _base64(raw: bytes, offset: int) -> bytes:
    """Give the part of the base64 that is the same whatever stands around it."""
    whole = base64.b64encode(b"\0" * offset + raw)
    begin = (offset * 8 + 5) // 6
    return whole[begin : (offset + len(raw)) * 8 // 6]


def numbered(digits: str) -> Iterator[bytes]:
    """Give a number as text in every way, and packed, two digits a byte, forward and reversed."""
    yield from written(digits)
    for form in (digits, digits[::-1]):
        for filler in "0f":
            yield bytes.fromhex(filler + form)
            yield bytes.fromhex(form + filler)
