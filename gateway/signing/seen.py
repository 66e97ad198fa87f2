"""Each signed answer counts once: MessageIDs that were seen, for as long as one could still be fresh."""

import hashlib
from collections.abc import Callable
from threading import Lock

_MOST = 500_000


class SeenMessages:
    """Two generations of seen MessageIDs; one is forgotten when it is older than `seconds`.

    Safe to use from several threads. `clock` gives seconds since any moment.
    """

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds, self._clock = seconds, clock
        self._turned = clock()
        self._new, self._old = set[bytes](), set[bytes]()
        self._lock = Lock()

    def first(self, message_id: str) -> bool:
        """Tell whether this is the first time; False too when there is no room to remember it."""
        digest = hashlib.blake2b(message_id.encode(), digest_size=16).digest()
        with self._lock:
            self._turn()
            if digest in self._new or digest in self._old or len(self._new) >= _MOST:
                return False
            self._new.add(digest)
            return True

    def _turn(self) -> None:
        passed = self._clock() - self._turned
        if passed < self._seconds:
            return
        self._old = self._new if passed < 2 * self._seconds else set()
        self._new, self._turned = set(), self._clock()
