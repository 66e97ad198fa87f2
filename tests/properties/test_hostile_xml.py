"""No trick of XML cuts a value short, smuggles one in, or opens a file or a connection."""

import os
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway.core.facts import Facts
from gateway.core.plan import SourcePlan
from gateway.errors import SourceError
from tests.fakes.answers import call_of, found, reader_of, source_of
from tests.fakes.dossiers import (
    Tree,
    benefit,
    benefits,
    course,
    declared_job,
    job,
    occupation,
    stated,
    work,
)

DOSSIERS: dict[str, Tree] = {
    "UWV_POLIS": work(job("20150401", "20181231", sector="010", paid=(("20180101", "20181231", "1976"),))),
    "UWV_UITKERING": benefits(benefit("WW", "20200101", "20201231")),
    "UWV_WERKBEDRIJF": stated(
        (course("VCA", "20120101", level="3"),),
        (course("Kok", "20070801", coded=True),),
        (declared_job("20150301", "20191231", occupation("0000012345", "Kok")),),
    ),
    "SVB": benefits(benefit("AOW", "20240201", "20261231")),
}
SPLITS = ("{0}<!--x-->{1}", "{0}<?x y?>{1}", "{0}<![CDATA[{1}]]>", "<![CDATA[{0}]]>{1}", "{0}<![CDATA[]]>{1}")
ENTITY_FREE = re.compile(r"<(\w+)>([^<>]+)</\1>")


def read(source: SourcePlan, content: bytes) -> Facts | None:
    """Read an answer; None when it is refused."""
    try:
        return reader_of(source).facts(content, call_of(source))
    except SourceError:
        return None


def cuts(content: str) -> Iterator[str]:
    """Give the answer with a node put in at every offset of every scalar."""
    for scalar in ENTITY_FREE.finditer(content):
        text = scalar[2]
        for offset in range(len(text) + 1):
            for split in SPLITS:
                inside = split.format(text[:offset], text[offset:])
                yield content[: scalar.start(2)] + inside + content[scalar.end(2) :]


@pytest.mark.parametrize("bron", sorted(DOSSIERS))
def test_a_node_inside_a_scalar_never_cuts_it(bron: str) -> None:
    """A comment, an instruction or CDATA at any offset gives the full text."""
    source = source_of(bron)
    content = found(source, DOSSIERS[bron]).decode()
    whole = read(source, content.encode())
    assert whole is not None
    assert whole.gevonden
    answers = [read(source, cut.encode()) for cut in cuts(content)]
    assert len(answers) > 100
    assert all(answer == whole for answer in answers)


@pytest.mark.parametrize("bron", sorted(DOSSIERS))
def test_an_element_inside_a_scalar_is_refused(bron: str) -> None:
    """A child in the middle of any planned text makes the answer unusable."""
    source = source_of(bron)
    content = found(source, DOSSIERS[bron]).decode()
    planned = set(_leaves(source))
    for scalar in ENTITY_FREE.finditer(content):
        if scalar[1] in planned:
            half = scalar.start(2) + len(scalar[2]) // 2
            assert read(source, (content[:half] + "<b/>" + content[half:]).encode()) is None


def _leaves(source: SourcePlan) -> Iterator[str]:
    shapes = [source.shape]
    while shapes:
        shape = shapes.pop()
        yield from shape.leaves
        shapes += shape.children.values()


@pytest.mark.parametrize("bron", sorted(DOSSIERS))
def test_a_scalar_that_stands_twice_is_refused(bron: str) -> None:
    """Of the same single element twice neither the first nor the last is taken."""
    source = source_of(bron)
    content = found(source, DOSSIERS[bron]).decode()
    planned = set(_leaves(source))
    for scalar in ENTITY_FREE.finditer(content):
        if scalar[1] in planned:
            twice = content[: scalar.end()] + f"<{scalar[1]}>0</{scalar[1]}>" + content[scalar.end() :]
            assert read(source, twice.encode()) is None


@pytest.mark.parametrize("bron", sorted(DOSSIERS))
def test_a_planned_name_in_another_namespace_is_refused(bron: str) -> None:
    """The right local name in a namespace of its own: the answer is refused, not as if it were absent."""
    source = source_of(bron)
    content = found(source, DOSSIERS[bron]).decode()
    planned = set(_leaves(source))
    for scalar in ENTITY_FREE.finditer(content):
        if scalar[1] in planned:
            before, after = content[: scalar.start()], content[scalar.end() :]
            moved = f'<{scalar[1]} xmlns="urn:anders">{scalar[2]}</{scalar[1]}>'
            assert read(source, (before + moved + after).encode()) is None


PROLOGUES = {
    "doctype": "<!DOCTYPE x>",
    "internal subset": "<!DOCTYPE x []>",
    "entity": '<!DOCTYPE x [<!ENTITY e "1">]>',
    "default attribute": '<!DOCTYPE x [<!ATTLIST Burgerservicenr v CDATA "1">]>',
    "external dtd": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    "public": '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://127.0.0.1:9/x.dtd">',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
    "laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    "xml 1.1": '<?xml version="1.1"?>',
    "latin 1": '<?xml version="1.0" encoding="ISO-8859-1"?>',
    "utf-7": '<?xml version="1.0" encoding="UTF-7"?>',
    "utf-16 declared": '<?xml version="1.0" encoding="UTF-16"?>',
}


@pytest.mark.parametrize("prologue", PROLOGUES.values(), ids=PROLOGUES.keys())
@pytest.mark.parametrize("entity", ["", "&e;", "&c;"])
def test_a_document_that_is_not_plain_is_refused(prologue: str, entity: str) -> None:
    """A DOCTYPE of any kind, XML 1.1 and every other encoding are refused, used or not."""
    source = source_of("SVB")
    content = found(source, DOSSIERS["SVB"]).decode().replace("<s:Header/>", f"<s:Header>{entity}</s:Header>")
    assert read(source, (prologue + content).encode()) is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"])
def test_another_encoding_is_refused(encoding: str) -> None:
    """An answer in another encoding is refused, with and without saying so."""
    source = source_of("SVB")
    content = "<!DOCTYPE x>" + found(source, DOSSIERS["SVB"]).decode()
    for declared in ("", f'<?xml version="1.0" encoding="{encoding.upper()}"?>'):
        assert read(source, (declared + content).encode(encoding)) is None


@pytest.mark.parametrize(
    "prologue", ["", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8"?>', "\ufeff"]
)
def test_plain_utf_8_is_read(prologue: str) -> None:
    """UTF-8 with or without a declaration or a byte order mark is an answer."""
    source = source_of("SVB")
    answer = read(source, (prologue + found(source, DOSSIERS["SVB"]).decode()).encode())
    assert answer is not None
    assert answer.gevonden


ATTACKS = (
    '<!DOCTYPE x [<!ENTITY e SYSTEM "{0}">]>',
    '<!DOCTYPE x SYSTEM "{0}">',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "{0}"> %p;]>',
    '<?xml-stylesheet href="{0}"?>',
)


def hostile(attack: str, target: str) -> bytes:
    """Write an answer that asks its reader to open something."""
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{target}" parse="text"/>'
    content = (
        found(source_of("SVB"), DOSSIERS["SVB"])
        .decode()
        .replace("<s:Header/>", f"<s:Header>{include}</s:Header>")
    )
    entity = "&e;" if "ENTITY e" in attack else ""
    return (attack.format(target) + content.replace("<CdSzWet>", f"<CdSzWet>{entity}")).encode()


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_file_is_opened(attack: str, tmp_path: Path) -> None:
    """Whoever opens a pipe waits for its writer; the reader does not wait, so it did not open it."""
    pipe = tmp_path / "pijp"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read, source_of("SVB"), hostile(attack, pipe.as_uri()))
        try:
            reading.result(timeout=5)
        except TimeoutError:
            os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
            pytest.fail("de lezer opende een bestand")


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_connection_is_made(attack: str) -> None:
    """Nobody calls at the address that an answer names."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)  # noqa: FBT003 - the socket's own signature
        read(source_of("SVB"), hostile(attack, f"http://127.0.0.1:{listener.getsockname()[1]}/x"))
        with pytest.raises(BlockingIOError):
            listener.accept()
