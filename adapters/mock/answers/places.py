"""Where in a JSON text a member stands; the standard library reads values without their lines."""

import re

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def member_lines(text: str) -> dict[str, int]:
    """Give the line of every member and item of valid JSON, by its dotted path: `dossiers[1].brin`."""
    lines: dict[str, int] = {"": 1}
    stack: list[str | int] = []
    line, before = 1, 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", before, found.start())
        before = found.start()
        sign = found[0]
        if sign in {"{", "["}:
            lines.setdefault(_path(stack), line)
            stack.append("" if sign == "{" else 0)
        elif sign in {"}", "]"}:
            stack.pop()
        elif sign == "," and isinstance(stack[-1], int):
            stack[-1] += 1
        elif sign not in {",", ":"}:
            if _is_name(text, found.end(), stack):
                stack[-1] = sign[1:-1]
            lines.setdefault(_path(stack), line)
    return lines


def _is_name(text: str, end: int, stack: list[str | int]) -> bool:
    return bool(stack) and isinstance(stack[-1], str) and text[end:].lstrip()[:1] == ":"


def _path(stack: list[str | int]) -> str:
    parts = [part for part in stack if part != ""]
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
