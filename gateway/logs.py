"""Technical log lines: JSON on stderr, one a line, never a value of a person.

An exception is logged by type and code location only: its text, its arguments and its locals may hold values.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime


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
        if record.exc_info and record.exc_info[0] is not None:
            line["fout"] = record.exc_info[0].__name__
            line["waar"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False)


def configure_logs(level: str = "INFO") -> None:
    """Send every log line through the safe formatter; libraries speak only from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SafeFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("gateway").setLevel(level)
