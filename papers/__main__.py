"""`python -m papers` writes the papers; `--check` compares them and names those that are stale."""

import sys

from gateway.generate import stale
from papers import ROOT
from papers.pages import papers


def main(arguments: list[str]) -> int:
    """Write or compare; gives the exit code (1: something is stale)."""
    texts = papers()
    if arguments == ["--check"]:
        differing = stale(ROOT, texts)
        if differing:
            sys.stderr.write(f"verouderd: {', '.join(differing)}; draai `make generate`\n")
        return bool(differing)
    for path, text in texts.items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
