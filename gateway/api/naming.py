"""Which names of a question may be repeated to its sender."""

import re

UNKNOWN_MEMBER = "(onbekend lid)"
WHOLE_QUESTION = "(vraag)"
QUERY = "(query)"

_NAME = re.compile(r"[A-Za-z]{1,40}")


def safe_name(name: str) -> str:
    """Give a member's name, or a stand-in when it could be a value that landed in the wrong place."""
    return name if _NAME.fullmatch(name) else UNKNOWN_MEMBER
