"""All that Redis sees, and what of people stands in it."""

import socket
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tests.cache.secrets_in import numbered, written
from tests.fakes.redis import RedisServer
from tests.trouble.people import born, bsn_of, gemeente_of


class Monitor:
    """Hears every command that Redis is given, until Redis ends."""

    def __init__(self, server: RedisServer) -> None:
        self._socket = socket.create_connection(("127.0.0.1", server.port))
        self._socket.sendall(b"MONITOR\r\n")
        self._heard = bytearray()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with suppress(OSError):
            while piece := self._socket.recv(1 << 16):
                self._heard += piece

    def close(self) -> bytes:
        """End it and give what was heard, as it was written and with its escapes undone."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()
        plain = bytes(self._heard)
        return plain + plain.decode("unicode_escape", "replace").encode("latin-1", "replace")


def memory_of(server: RedisServer, folder: Path) -> bytes:
    """Give what Redis has in memory and on disk: every name and value, its slow log and its files."""
    with server.client() as client:
        client.save()
        names = client.keys("*")
        held = b"".join(name + (client.dump(name) or b"") for name in names)
        slow = repr(client.slowlog_get(100_000)).encode()
    files = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    return held + slow + files


def found_of(people: Iterable[int], content: bytes) -> list[str]:
    """Name the people of whom a number, a date or a name stands in a content, however it is written."""
    return [f"M{number:05}" for number in people if any(form in content for form in _secrets(number))]


def _secrets(number: int) -> set[bytes]:
    named = ("Werkgever", "Opleiding", "Eigen opleiding", "Cursus", "Zaak", "Beroep")
    texts = [f"{name} {number:05}" for name in named]
    texts += [born(number), born(number).replace("-", ""), f'"{gemeente_of(number)}"']
    forms = {form for text in texts for form in written(text)}
    return forms | set(numbered(bsn_of(number)))
