"""Why a file or an address cannot be used, in Dutch: the system says it in English and by number."""

import errno

_WORDS = {
    errno.ENOENT: "bestaat niet; maak eerst de map, of kijk het pad na",
    errno.EACCES: "hier zijn geen rechten voor",
    errno.EPERM: "hier zijn geen rechten voor",
    errno.EROFS: "hier kan niet worden geschreven",
    errno.EISDIR: "is een map, en geen bestand",
    errno.ENOTDIR: "ligt niet in een map",
    errno.ENOSPC: "de schijf is vol",
    errno.EADDRINUSE: "dit adres met deze poort is al in gebruik; kies met --port een andere",
    errno.EADDRNOTAVAIL: "dit adres heeft deze machine niet; kies met --host een ander",
}


def in_dutch(error: Exception) -> str:
    """Give the text of an error of ours as it is, and of the system's with the path and what to do."""
    number = error.errno if isinstance(error, OSError) else None
    if number not in _WORDS:
        return str(error)
    path = getattr(error, "filename", None)
    return f"{path}: {_WORDS[number]}" if path else _WORDS[number]
