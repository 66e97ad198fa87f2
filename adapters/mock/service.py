"""What each source's `mock.py` tells the mock server: its services, and how a life becomes a tree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from adapters.mock.lives import Life

Tree: TypeAlias = dict[str, "Value"]
"""A SuwiML tree below ClientSuwi: element name → text, tree, or list of trees."""

Value: TypeAlias = str | Tree | list[Tree]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request narrows: one gemeente (REST), or a period (two dates EEJJMMDD, both inclusive)."""

    gemeente: str | None = None
    period: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """One service of one source: a SuwiML message, a REST path, or both.

    `bron` is the folder name, `operation` the root element of the SOAP request (none: REST only, in the words
    of the source's own `openapi.json`). `expand` turns a life into the
    rows below ClientSuwi, empty when the source knows nothing. `facts` holds the dotted paths (from below
    ClientSuwi) that only a life may fill: containers of rows and leaves that the gateway reads. Everything
    else is invented when the life is silent. `rest` is the path of the REST form below `/<bron>`.
    """

    bron: str
    name: str
    version: str
    operation: str
    expand: Callable[[Life, Asked], Tree]
    facts: frozenset[str]
    rest: str | None = None

    @property
    def soap(self) -> bool:
        """Whether it speaks SOAP."""
        return bool(self.operation)

    @property
    def key(self) -> str:
        """Name and version as they stand in paths and folders: `SVBDossierPersoonGSD-v0200`."""
        return f"{self.name}-{self.version}"

    @property
    def namespace(self) -> str:
        """Target namespace: with a slash before the version."""
        return f"http://bkwi.nl/SuwiML/Diensten/{self.name}/{self.version}"

    @property
    def action(self) -> str:
        """WS-Addressing action of the request: with a hyphen before the version."""
        return f"http://bkwi.nl/SuwiML/Diensten/{self.key}/{self.operation}"


@dataclass(frozen=True, slots=True)
class Lookup:
    """A REST question that is not a dossier: `answer` gives the JSON object for a life, or for nobody."""

    bron: str
    name: str
    rest: str
    answer: Callable[[Life | None], Mapping[str, Any]]


def under(prefix: str, *names: str) -> frozenset[str]:
    """Give `prefix` itself and each name below it, as paths for `Service.facts`."""
    return frozenset({prefix, *(f"{prefix}.{name}" for name in names)})


def benefit(row: Mapping[str, str]) -> Tree:
    """Turn a compact benefit `{DatB…, DatE…?, CdSzWet}` into an Uitkeringsverhouding."""
    tree: Tree = {name: text for name, text in row.items() if name != "CdSzWet"}
    return {**tree, "SzWet": {"CdSzWet": row["CdSzWet"]}}


BENEFIT_FACTS = under(
    "Uitkeringsverhouding",
    "DatBUitkeringsverhouding",
    "DatEUitkeringsverhouding",
    "SzWet",
    "SzWet.CdSzWet",
)
