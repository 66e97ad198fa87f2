"""The corpus: small bad answers as files, `.xml` for SOAP and `.json` for REST. Fuzz finds land here."""

from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def kept() -> list[Path]:
    """Give every kept bad answer."""
    return sorted(path for path in CORPUS.iterdir() if path.suffix in {".xml", ".json"})
