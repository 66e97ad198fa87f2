"""Why the system refuses a file or an address, in Dutch: it says so in English, and by number."""

import errno
import socket
from collections.abc import Mapping

_WORDS: Mapping[int | None, str] = {
    errno.ENOENT: "het is er niet",
    errno.EACCES: "daar zijn geen rechten voor",
    errno.EPERM: "daar zijn geen rechten voor",
    errno.EROFS: "hier kan niet worden geschreven",
    errno.EEXIST: "daar staat iets anders",
    errno.EISDIR: "het is een map",
    errno.ENOTDIR: "het ligt niet in een map",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.ENOSPC: "de schijf is vol",
    errno.EADDRINUSE: "dat is al in gebruik",
    errno.EADDRNOTAVAIL: "dat adres heeft deze machine niet",
    socket.EAI_NONAME: "die naam is niet bekend",
    socket.EAI_AGAIN: "die naam is nu niet op te zoeken",
}


def in_dutch(error: Exception) -> str:
    """Say why, without path or address; for what has no words here the name of the kind of error."""
    if isinstance(error, UnicodeDecodeError):
        return "het is geen tekst in UTF-8"
    number = error.errno if isinstance(error, OSError) else None
    return _WORDS.get(number) or type(error).__name__
