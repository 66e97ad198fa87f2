"""Bad answers on a socket: one row per attack, tried on a running gateway."""

import asyncio
import gzip
import zlib

from tests.fakes.rogue import Misbehave, dripping, http, says, silent
from tests.hostile.attack import BROKEN, LATE, REFUSED, TOO_LARGE, UNUSABLE, Attack
from tests.hostile.scene import svb

_OK = b"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n"
_GOOD = svb().good
_BOMB = gzip.compress(b"<a>" + b" " * 50_000_000 + b"</a>")


def _drip(begin: bytes, piece: bytes, seconds: float = 0.02) -> Misbehave:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(begin)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(seconds)

    return answer


def _flood(begin: bytes, piece: bytes) -> Misbehave:
    return _drip(begin, piece, 0)


def _hang(begin: bytes) -> Misbehave:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(begin)
        await writer.drain()
        await reader.read()

    return answer


def _coded(coding: str, content: bytes) -> Misbehave:
    return http(content, extra=f"content-encoding: {coding}\r\n")


def _chunked(chunks: bytes, extra: bytes = b"") -> Misbehave:
    return says(_OK + extra + b"transfer-encoding: chunked\r\n\r\n" + chunks)


def _headers(many: int, size: int) -> Misbehave:
    return http(_GOOD, extra="".join(f"x-{number}: {'v' * size}\r\n" for number in range(many)))


def _redirect(status: int, target: str) -> Misbehave:
    return http(_GOOD, status=f"{status} Elders", extra=f"location: {target}\r\n")


NOBODY = "http://127.0.0.1:9/"
_DEFLATED = zlib.compress(_GOOD)

HTTP: tuple[Attack[Misbehave], ...] = (
    Attack("H1-stil", "neemt de vraag aan en zegt niets", LATE, silent),
    Attack(
        "H1-kop-druppelt", "de kop, byte voor byte, zonder eind", LATE, _drip(b"HTTP/1.1 200 OK\r\nx: ", b"v")
    ),
    Attack("H1-lichaam-druppelt", "het lichaam, byte voor byte, zonder eind", LATE, dripping),
    Attack(
        "H1-blijft-hangen",
        "de kop en de helft van het lichaam, daarna niets",
        LATE,
        _hang(_OK + b"content-length: 9999\r\n\r\n" + _GOOD),
    ),
    Attack(
        "H1-stuk-hangt",
        "een stuk van een antwoord in stukken, daarna niets",
        LATE,
        _hang(_OK + b"transfer-encoding: chunked\r\n\r\n5\r\n<s:En\r\n"),
    ),
    Attack(
        "H1-tussenbericht",
        "tussenberichten (100) zonder eind",
        LATE,
        _drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ),
    Attack("H1-sluit", "sluit meteen", BROKEN, says(b"")),
    Attack("H2-gzip", "gzip waar niet om is gevraagd", UNUSABLE, _coded("gzip", gzip.compress(_GOOD))),
    Attack("H2-gzip-bom", "gzip die uitpakt tot 50 MB", UNUSABLE, _coded("gzip", _BOMB)),
    Attack("H2-dubbel", "twee keer gzip", UNUSABLE, _coded("gzip, gzip", gzip.compress(_BOMB))),
    Attack(
        "H2-dubbele-kop",
        "twee koppen over codering",
        UNUSABLE,
        _coded("identity\r\ncontent-encoding: gzip", _BOMB),
    ),
    Attack("H2-deflate", "deflate", UNUSABLE, _coded("deflate", _DEFLATED)),
    Attack("H2-br", "brotli", UNUSABLE, _coded("br", _GOOD)),
    Attack("H2-zstd", "zstandard", UNUSABLE, _coded("zstd", _GOOD)),
    Attack("H2-zonder-kop", "gzip zonder het te zeggen", UNUSABLE, http(gzip.compress(_GOOD))),
    *(
        Attack(
            f"H3-{status}",
            f"een doorverwijzing ({status}) naar een ander adres",
            REFUSED,
            _redirect(status, NOBODY),
        )
        for status in (300, 301, 302, 303, 307, 308)
    ),
    Attack(
        "H3-bestand", "een doorverwijzing naar een bestand", REFUSED, _redirect(302, "file:///etc/hostname")
    ),
    Attack(
        "H3-ververs",
        "een pagina die naar elders wil (Refresh)",
        REFUSED,
        http(b"<html/>", media="text/html", extra=f"refresh: 0; url={NOBODY}\r\n"),
    ),
    Attack(
        "H6-te-lang",
        "een lengte die groter is dan het antwoord",
        BROKEN,
        says(_OK + b"content-length: 99999\r\n\r\n" + _GOOD),
    ),
    Attack(
        "H6-te-kort",
        "een lengte die kleiner is dan het antwoord",
        UNUSABLE,
        says(_OK + b"content-length: 300\r\n\r\n" + _GOOD),
    ),
    Attack(
        "H6-twee-lengtes",
        "twee verschillende lengtes",
        BROKEN,
        says(_OK + b"content-length: 5\r\ncontent-length: 6\r\n\r\n<a/>  "),
    ),
    Attack(
        "H6-lengte-onzin",
        "een lengte die geen getal is",
        BROKEN,
        says(_OK + b"content-length: -1\r\n\r\n" + _GOOD),
    ),
    Attack(
        "H6-lengte-en-stukken",
        "een lengte en stukken tegelijk, met een stuk dat geen antwoord is",
        UNUSABLE,
        _chunked(b"4\r\n<a/>\r\n0\r\n\r\n", b"content-length: 2\r\n"),
    ),
    Attack(
        "H6-stuk-kapot",
        "een stuk met een lengte die geen getal is",
        BROKEN,
        _chunked(b"zz\r\n<a/>\r\n0\r\n\r\n"),
    ),
    Attack(
        "H6-stuk-te-groot",
        "een stuk met een lengte van zestien cijfers",
        BROKEN,
        _chunked(b"ffffffffffffffff\r\n" + _GOOD),
    ),
    Attack("H6-stukken-breken-af", "stukken zonder het laatste", BROKEN, _chunked(b"4\r\n<a/>\r\n")),
    Attack(
        "H6-zonder-lengte",
        "een half antwoord zonder lengte, dan het eind van de verbinding",
        UNUSABLE,
        says(_OK + b"\r\n" + _GOOD[:400]),
    ),
    Attack("H6-geen-http", "iets anders dan HTTP", BROKEN, says(b"SSH-2.0-OpenSSH\r\n")),
    Attack("H6-http-0.9", "een antwoord zonder kop", BROKEN, says(_GOOD)),
    Attack(
        "H6-http-2",
        "het begin van HTTP/2",
        BROKEN,
        says(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\x00" * 18),
    ),
    Attack("H6-status", "een status die geen getal is", BROKEN, says(b"HTTP/1.1 abc OK\r\n\r\n" + _GOOD)),
    Attack(
        "H6-wissel",
        "een wissel naar een ander protocol (101)",
        REFUSED,
        says(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n" + _GOOD),
    ),
    Attack("H6-leeg", "een antwoord zonder inhoud (204)", REFUSED, says(b"HTTP/1.1 204 No Content\r\n\r\n")),
    Attack(
        "H8-negen-megabyte", "een antwoord van 9 MB", TOO_LARGE, http(b"<a>" + b" " * 9_000_000 + b"</a>")
    ),
    Attack(
        "H8-zonder-eind",
        "een antwoord in stukken zonder eind",
        TOO_LARGE,
        _flood(_OK + b"transfer-encoding: chunked\r\n\r\n", b"10000\r\n" + b" " * 65_536 + b"\r\n"),
    ),
    Attack("H8-koppen", "2.000 koppen", BROKEN, _headers(2000, 1)),
    Attack("H8-honderd-een", "een kop meer dan honderd", BROKEN, _headers(99, 1)),
    Attack("H8-lange-kop", "een kop van 200 kB", TOO_LARGE, _headers(1, 200_000)),
    Attack("H8-koppen-samen", "koppen van samen meer dan 32 kB", TOO_LARGE, _headers(40, 1000)),
    Attack(
        "H8-kop-zonder-eind",
        "koppen zonder eind",
        BROKEN,
        _flood(b"HTTP/1.1 200 OK\r\n", b"x: " + b"v" * 1000 + b"\r\n"),
    ),
    Attack(
        "H8-fout-van-negen-megabyte",
        "een storing (500) met 9 MB erachter",
        TOO_LARGE,
        http(b"<a>" + b" " * 9_000_000 + b"</a>", status="500 Fout"),
    ),
    Attack(
        "X15-multipart",
        "multipart/related",
        UNUSABLE,
        http(_GOOD, media='multipart/related; boundary="b"; start="<x>"'),
    ),
    Attack(
        "X14-tekenset",
        "een andere tekenset in de kop",
        UNUSABLE,
        http(_GOOD, media="text/xml; charset=utf-16"),
    ),
    Attack(
        "X18-twee-soorten",
        "twee koppen over de soort",
        UNUSABLE,
        http(_GOOD, extra="content-type: text/html\r\n"),
    ),
    Attack(
        "X18-pagina", "een pagina met status 200", REFUSED, http(b"<html>inloggen</html>", media="text/html")
    ),
    Attack("X13-andere-vraag", "een gaaf antwoord op een andere vraag", UNUSABLE, http(_GOOD)),
)
"""What a source does on its socket; tried on SVB, with every other source there."""

SOONER_OVER_TLS = frozenset({"H6-te-kort", "H6-lengte-en-stukken", "H8-lange-kop"})
"""What the client of https refuses by its form already: the connection is broken off, no answer is read."""
