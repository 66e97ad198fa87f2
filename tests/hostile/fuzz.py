"""`python -m tests.hostile.fuzz --seconds 60`: coverage-guided fuzzing of how answers are read.

Whatever ends in another error than a SourceError is a find: it is written to the folder that `--finds` names,
from where it moves to `tests/hostile/corpus/` as `<what>.xml` or `.json`, without its first byte: that says
which source was to read it. Ends with 0 when nothing was found.
"""

import argparse
import multiprocessing
import re
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["gateway.extract", "gateway.core", "json"]):
    from gateway.errors import SourceError
    from tests.hostile.kept import kept
    from tests.hostile.scene import Scene, over_json, over_xml

_LONGEST = 4096
_KINDS = ("soap", "rest")
_WORD = re.compile(rb'</?[\w:]+>|"\w+"(?:: )?|[\w.:/-]{4,}')
_TRICKS = {
    "soap": {b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE a>", b"&#x1;", b"xmlns=", b"xsi:nil"},
    "rest": {b"\\u0000", b"\\ud800", b"\\u003a", b"NaN", b"1e999", b"[[", b"{}", b"null", b"\xef\xbb\xbf"},
}


def _scenes(kind: str) -> tuple[Scene, ...]:
    return over_xml() if kind == "soap" else over_json()


def _one(kind: str, data: bytes) -> None:
    """Read an answer as one of the sources; the first byte says which. Raises what is a find."""
    scenes = _scenes(kind)
    scene = scenes[data[0] % len(scenes)] if data else scenes[0]
    try:
        scene.read(data[1:])
    except SourceError:
        return


def _seed(kind: str, folder: Path) -> None:
    """Begin with the good answers and the kept bad ones."""
    suffix = ".xml" if kind == "soap" else ".json"
    goods = [bytes([number]) + scene.good for number, scene in enumerate(_scenes(kind))]
    bads = [b"\x00" + path.read_bytes()[:_LONGEST] for path in kept() if path.suffix == suffix]
    for content in goods + bads:
        (folder / sha256(content).hexdigest()[:16]).write_bytes(content)


def _words(kind: str, folder: Path) -> Path:
    """Write what answers are put together from, so that changed answers still look like one."""
    words = {word for scene in _scenes(kind) for word in _WORD.findall(scene.good)} | _TRICKS[kind]
    path = folder / "woorden"
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in sorted(words))
    path.write_text("".join(f'"{word}"\n' for word in escaped), "ascii")
    return path


def _fuzz(kind: str, seconds: int, finds: Path, seed: int) -> None:
    """Fuzz one kind until the time is up; libFuzzer then ends the process, with 0 if nothing was found."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as beside:
        _seed(kind, Path(folder))
        options = [f"-max_total_time={seconds}", f"-max_len={_LONGEST}", f"-seed={seed}", "-timeout=10"]
        options += [f"-artifact_prefix={finds}/{kind}-", "-rss_limit_mb=2048", "-print_final_stats=1"]
        options += [f"-dict={_words(kind, Path(beside))}"]
        options += ["-verbosity=0"]
        atheris.Setup([sys.argv[0], *options, folder], lambda data: _one(kind, data))
        atheris.Fuzz()


def main() -> int:
    """Fuzz both kinds side by side; give the exit code."""
    parser = argparse.ArgumentParser(description="Zoekt antwoorden waar de lezer in struikelt.")
    parser.add_argument("--seconds", type=int, default=60, help="hoe lang; gewoon een minuut")
    parser.add_argument("--seed", type=int, default=20261101, help="hetzelfde getal zoekt hetzelfde")
    parser.add_argument("--finds", type=Path, default=Path("vondsten"), help="map voor wat wordt gevonden")
    options = parser.parse_args()
    options.finds.mkdir(exist_ok=True)
    start = multiprocessing.get_context("fork").Process
    runs = [start(target=_fuzz, args=(kind, options.seconds, options.finds, options.seed)) for kind in _KINDS]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    good = all(run.exitcode == 0 for run in runs)
    sys.stderr.write("fuzz: niets gevonden\n" if good else f"fuzz: GEVONDEN, zie {options.finds}\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
