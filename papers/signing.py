"""Facts of `koppelvlak-suwinet.md`: a signed question as it is sent, and every reason to refuse an answer."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from gateway.core.mapping import Manifest
from gateway.pki.credential import ec_key
from gateway.pki.good import Maker
from gateway.pki.hierarchy import Hierarchy
from gateway.register.register import Register
from gateway.signing import anchors, answer
from gateway.signing.material import Identity
from gateway.signing.names import DIGESTS, EC_METHODS, RSA_METHODS
from gateway.sources.envelope import Addressing, build_envelope, signed

_MOMENT = datetime(2026, 11, 1, 8, 12, tzinfo=UTC)
_RAISED = ("Unsigned", "Distrusted")
_LONG = re.compile(r">[A-Za-z0-9+/=]{40,}<")
_SLOTS = {
    "bsn": "999990019",
    "bericht": "urn:uuid:5d2f6a7c-8e90-4c21-9b1e-019a3e8c4f80",
    "begin": "20161101",
    "einde": "20261101",
}


def facts(register: Register, bronnen: Path) -> dict[str, object]:
    """Give what the page tells."""
    return {
        "voorbeeld": _example(register, bronnen),
        "methoden": [_last(name) for name in (*RSA_METHODS, *EC_METHODS)],
        "digests": [_last(name) for name in DIGESTS],
        "vers": round(answer.FRESH.total_seconds() / 60),
        "klok": round(answer.SKEW.total_seconds() / 60),
        "weigeringen": sorted(set(_reasons())),
        "soap": [_operations(manifest) for manifest in register.manifesten],
    }


def _example(register: Register, bronnen: Path) -> str:
    """Sign one question with a test key; what differs every time is cut."""
    (svb,) = (manifest for manifest in register.manifesten if manifest.id == "svb")
    addressing = Addressing(
        "https://gateway.example/arbeidsmarktprofiel?oin=00000099000000010000",
        "https://suwibroker.example/svb/suwibroker/soap/SVBDossierPersoonGSD-v0200?oin=00000099932513567000",
    )
    built = build_envelope(bronnen / "svb", svb.operatie[0], addressing, with_period=False)
    made = Maker(Hierarchy.new("G1", _MOMENT, ec_key), _MOMENT, ec_key).credential("gateway")
    ours = Identity(made.chain, made.key)
    message, _ = signed(built, lambda: ours, lambda: _MOMENT).fill(_SLOTS)
    tree = etree.fromstring(message, etree.XMLParser(remove_blank_text=True))
    return _LONG.sub(">…<", etree.tostring(tree, pretty_print=True, encoding="unicode").strip())


def _reasons() -> Iterator[str]:
    """Read every reason from the code that gives it."""
    for module in (anchors, answer):
        for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _RAISED:
                yield from _texts(node.args[0])


def _texts(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.IfExp):
        yield from (*_texts(argument.body), *_texts(argument.orelse))
    elif isinstance(argument, ast.Constant):
        yield str(argument.value)


def _operations(manifest: Manifest) -> tuple[str, list[str]]:
    return manifest.naam, [
        f"{operatie.dienst}-{operatie.versie}"
        for operatie in manifest.operatie
        if operatie.koppelvlak == "soap"
    ]


def _last(uri: str) -> str:
    return uri.rpartition("#")[2]
