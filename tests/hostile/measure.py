"""`python -m tests.hostile.measure`: read every bad answer in a process of its own and tell what that did.

Writes one JSON object: how many distinct answers, how many were accepted, how many ended in an error that is
no refusal, what was opened while reading, the most memory and time that a single answer took.
"""

import json
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from gateway.errors import SourceError
from tests.hostile.scene import Scene
from tests.hostile.tables import every_answer

_OPENS = ("open", "socket.connect", "socket.getaddrinfo", "urllib.Request", "subprocess.Popen")
_LARGE = 100_000
_PROC = Path("/proc/self")


class Watch:
    """Sees what the interpreter opens while it is told to watch."""

    def __init__(self) -> None:
        self.watching = False
        self.opened: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.watching and event in _OPENS:
            self.opened.append(f"{event} {arguments[:1]}")


class Tally:
    """Counts how answers ended."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._seen: set[bytes] = set()
        self.result: dict[str, Any] = {
            "distinct": 0,
            "accepted": 0,
            "unhandled": 0,
            "growth": 0,
            "largest": "",
            "seconds": 0.0,
            "slowest": "",
        }

    def read(self, name: str, scene: Scene, content: bytes) -> None:
        """Read one answer, counted once however many attacks made it."""
        digest = sha256(scene.name.encode() + content).digest()
        if digest in self._seen:
            return
        self._seen.add(digest)
        self.result["distinct"] += 1
        large = len(content) > _LARGE
        before = _reset() if large else 0
        begin = time.perf_counter()
        self.result[self._ended(scene, content)] += 1
        self._most("seconds", "slowest", time.perf_counter() - begin, name)
        if large:
            self._most("growth", "largest", _status("VmHWM") - before, name)

    def _ended(self, scene: Scene, content: bytes) -> str:
        self._watch.watching = True
        try:
            scene.read(content)
        except SourceError:
            return "refused"
        except Exception:  # noqa: BLE001 - that is what is counted
            return "unhandled"
        finally:
            self._watch.watching = False
        return "accepted"

    def _most(self, name: str, which: str, value: float, attack: str) -> None:
        if value > self.result[name]:
            self.result |= {name: value, which: attack}


def _reset() -> int:
    """Forget the peak so far; give what is held now, in kB."""
    (_PROC / "clear_refs").write_text("5", "ascii")
    return _status("VmRSS")


def _status(name: str) -> int:
    lines = (_PROC / "status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def main() -> None:
    """Read them all, first what is small, and write what came of it."""
    watch = Watch()
    tally = Tally(watch)
    tally.result["refused"] = 0
    for attack, scene, content in every_answer():
        scene.read(scene.good)
        tally.read(f"{attack.id} {scene.name}", scene, content)
    json.dump(tally.result | {"opened": watch.opened}, sys.stdout)


if __name__ == "__main__":
    main()
