"""Bad answers that are too deep, too wide, too long, or that grow when they are read; and full ones."""

from collections.abc import Iterator

from tests.hostile.scene import Scene, planned
from tests.hostile.soap import put


def xml_bombs(scene: Scene) -> Iterator[bytes]:
    """Let entities grow: by ten to the tenth, quadratically, in a circle."""
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    big = "x" * 60_000
    for entities, use in (
        (f'<!ENTITY l0 "ha">{laughs}', "&l9;"),
        (f'<!ENTITY q "{big}">', "&q;" * 20_000),
        ('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
        (f'<!ENTITY k "{"k" * 1000}">', "&k;" * 4000),
    ):
        text = put(scene.text, scene.text.index("</ClientSuwi>"), f"<x>{use}</x>")
        yield (f"<!DOCTYPE x [{entities}]>" + text).encode()


def xml_deep(scene: Scene) -> Iterator[bytes]:
    """Put elements inside one another, a hundred and more."""
    at = scene.text.index("</ClientSuwi>")
    for depth in (98, 150, 255, 300, 5000, 100_000):
        yield put(scene.text, at, "<x>" * depth + "</x>" * depth).encode()


def xml_wide(scene: Scene) -> Iterator[bytes]:
    """Send more elements or attributes than anything about one person has."""
    at = scene.text.index("</ClientSuwi>")
    yield put(scene.text, at, "<x/>" * 500_001).encode()
    yield put(scene.text, at, "<x/>" * 2_000_000).encode()
    yield put(scene.text, at, "<x>y</x>" * 900_000).encode()
    yield put(scene.text, at, "<Uitkeringsverhouding/>" * 330_000 + "<x/>" * 180_000).encode()
    yield put(scene.text, at, "<x " + " ".join(f'a{n:x}=""' for n in range(1_200)) + "/>").encode()
    yield put(scene.text, at, "<x " + " ".join(f'a{n:x}=""' for n in range(60_000)) + "/>").encode()
    yield put(scene.text, at, "".join(f'<x xmlns:n="urn:{n:x}"/>' for n in range(60_000))).encode()
    spaces = " ".join(f'xmlns:r{n}="u:{n}"' for n in range(1_200))
    yield scene.text.replace("<s:Envelope ", f"<s:Envelope {spaces} ", 1).encode()
    yield put(scene.text, at, "".join(f"<n{n:x}/>" for n in range(400_000))).encode()


def xml_rows(scene: Scene) -> Iterator[bytes]:
    """Send more rows than anything about one person has."""
    row = next(item.element.tag for item in planned(scene) if item.many)
    end = scene.text.index(f"</{row}>") + len(f"</{row}>")
    for many in (10_001, 340_000):
        yield put(scene.text, end, f"<{row}/>" * many).encode()


def xml_full(scene: Scene) -> Iterator[bytes]:
    """Fill it almost to its limits, and let it be about somebody else."""
    text = scene.text.replace(scene.call.bsn.reveal(), "999990020")
    at = text.index("</ClientSuwi>")
    yield put(text, at, "<x/>" * 499_000).encode()
    yield put(text, at, "<x>y</x>" * 249_000).encode()
    yield put(text, at, "<x>" + "y" * 8_000_000 + "</x>").encode()
    yield put(text, at, "<x " + " ".join(f'a{n:x}=""' for n in range(900)) + "/>").encode()
    yield put(text, at, "".join(f"<n{n % 1900:x}/>" for n in range(499_000))).encode()
    row = next(item.element.tag for item in planned(scene) if item.many)
    end = text.index(f"</{row}>") + len(f"</{row}>")
    yield put(text, end, f"<{row}/>" * 9_990).encode()


def json_deep(scene: Scene) -> Iterator[bytes]:
    """Put arrays or objects inside one another, a hundred and more, where nothing is read."""
    for depth in (100, 101, 500, 1000, 5000, 100_000):
        for begin, end in (("[", "]"), ('{"a":', "}")):
            for close in (end, ""):
                inner = begin * depth + "1" + close * depth
                yield scene.text.replace("{", f'{{"x": {inner}, ', 1).encode()


def json_wide(scene: Scene) -> Iterator[bytes]:
    """Send more values than anything about one person has."""
    for many in ("0," * 600_000 + "0", "[]," * 1_000_000 + "0", "{}," * 2_000_000 + "0"):
        yield scene.text.replace("{", f'{{"x": [{many}], ', 1).encode()
    members = ",".join(f'"k{n}":0' for n in range(510_000))
    yield scene.text.replace("{", f'{{"x": {{{members}}}, ', 1).encode()


def json_rows(scene: Scene) -> Iterator[bytes]:
    """Send more rows than anything about one person has."""
    row = min(scene.source.shape.many)
    for many in (10_001, 240_000):
        yield scene.text.replace(f'"{row}": [', f'"{row}": [{"{}," * many}', 1).encode()


def json_full(scene: Scene) -> Iterator[bytes]:
    """Fill it almost to its limits, and let it be about somebody else."""
    text = scene.text.replace(scene.call.bsn.reveal(), "999990020")
    for many in ("0," * 499_000, "[]," * 249_000, "{}," * 249_000, f'"{"y" * 8_000_000}", '):
        yield text.replace("{", f'{{"x": [{many}0], ', 1).encode()
    members = ",".join(f'"k{n}":0' for n in range(240_000))
    yield text.replace("{", f'{{"x": {{{members}}}, ', 1).encode()
    row = min(scene.source.shape.many)
    yield text.replace(f'"{row}": [', f'"{row}": [{"{}," * 249_000}', 1).encode()
