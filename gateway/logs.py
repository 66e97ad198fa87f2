"""Technical log lines: JSON on stderr, one a line, never a value of a person.

An exception is logged by type and code location only: its text, its arguments and its locals may hold values.
"""

import json
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePath
from traceback import walk_tb

from gateway.errors import EgressViolation

_FRAMES = 5


class SafeFormatter(logging.Formatter):
    """Formats a record as one JSON line; keeps the frames of an exception and drops its text."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        line: dict[str, object] = {
            "tijd": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "bron": record.name,
            "tekst": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["fout"] = describe(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def configure_logs(level: str = "INFO") -> None:
    """Send every log line through the safe formatter; libraries speak only from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SafeFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("gateway").setLevel(level)


def describe(error: BaseException) -> str:
    """Describe an exception by type and code location, innermost first; never by message or argument.

    Only an EgressViolation shows its text: that names a path, never a value.
    """
    return "; ".join(_lines(error))


def _lines(error: BaseException) -> Iterator[str]:
    places = [
        f"{PurePath(frame.f_code.co_filename).name}:{line}" for frame, line in walk_tb(error.__traceback__)
    ]
    text = f": {error}" if isinstance(error, EgressViolation) else ""
    yield f"{type(error).__qualname__}{text} ({' < '.join(reversed(places[-_FRAMES:]))})"
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _lines(inner)
