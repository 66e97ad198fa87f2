"""How a source is asked and where its velden stand (`adapters/<bron>/manifest.toml`, `mapping.toml`).

A mapping is a list of row tables. Names of converters and steps are declared here with what they read and
write, so that a plan can be compiled without knowing how they work; `gateway.extract` holds the work.
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gateway.core.contract import Contract, Naam, Pad, Tekst

Koppelvlak = Literal["soap", "rest"]
Herkomst = Literal["REGISTRATIE", "ZELFVERKLAARD", "AFGELEID"]

CONVERTERS: dict[str, frozenset[str]] = {
    "tekst": frozenset({"TEKST"}),
    "begindatum": frozenset({"DATUM"}),
    "einddatum": frozenset({"DATUM"}),
    "ja_nee": frozenset({"KEUZE"}),
    "code": frozenset({"CODE"}),
    "categorie": frozenset({"KEUZE"}),
    "nlqf": frozenset({"KEUZE"}),
    "jaar": frozenset({"DATUM"}),
    "ruw": frozenset(),
    "sleutel": frozenset(),
}
"""Converter → the types of veld it may deliver; none means: only to work with (intern)."""

NEEDS_LIST = frozenset({"code", "categorie", "nlqf"})
"""Converters that read a code list."""

BEGIN, EINDE = "@begin", "@einde"
"""Stand for the velden that bound a row of the group in time."""


@dataclass(frozen=True, slots=True)
class StepSpec:
    """What a step needs and gives.

    A step that `altijd` runs decides which rows there are; another runs only when one of the velden it
    `geeft` is wished. `leest` are the slots it always reads, `geeft` maps a veld to the slots it needs for
    it; `list.slot` is a slot of a nested list, `@begin` and `@einde` the bounds of the row.
    """

    altijd: bool
    leest: frozenset[str] = frozenset()
    geeft: dict[str, frozenset[str]] = field(default_factory=dict)


def _pairs(*slots: str) -> frozenset[str]:
    return frozenset(f"{side}.{slot}" for side in ("inschrijvingen", "resultaten") for slot in slots)


_ENDED = frozenset(
    {"resultaten.uitslag", "inschrijvingen.begin", "inschrijvingen.einde", "inschrijvingen.uitschrijving"}
)

STEPS: dict[str, StepSpec] = {
    "alleen_werk": StepSpec(
        altijd=True, leest=frozenset({"perioden.begin", "perioden.einde", "perioden.soort", BEGIN, EINDE})
    ),
    "eigen_gemeente": StepSpec(altijd=True, leest=frozenset({"gemeentecode"})),
    "voeg_aaneen": StepSpec(altijd=True, leest=frozenset({"werkgever", BEGIN, EINDE})),
    "alleen_inkomen": StepSpec(altijd=True, leest=frozenset({"wet"})),
    "koppel_resultaat": StepSpec(
        altijd=True,
        leest=_pairs("brin", "naam", "niveau"),
        geeft={
            "omschrijvingOpleidingsnaam": _pairs("naam"),
            "codeNiveauOpleiding": _pairs("code_niveau"),
            "nlqfNiveau": _pairs("nlqf"),
            "instellingscode": _pairs("instelling"),
            "indicatieDiploma": _ENDED,
            "codeStatusOpleiding": _ENDED,
            "datumDiploma": frozenset({"resultaten.uitslag", "resultaten.datum", "resultaten.jaar"}),
            "datumAanvangVolgenOpleiding": frozenset({"inschrijvingen.begin"}),
            "datumEindeVolgenOpleiding": frozenset(
                {"inschrijvingen.begin", "inschrijvingen.einde", "inschrijvingen.uitschrijving"}
            ),
        },
    ),
    "binnen_terugkijk": StepSpec(altijd=True, leest=frozenset({EINDE})),
    "laatste_contract": StepSpec(
        altijd=False,
        geeft={"codeTypeArbeidscontract": frozenset({"perioden.begin", "perioden.contract"})},
    ),
    "laatste_sector": StepSpec(
        altijd=False, geeft={"codeSectorUwv": frozenset({"sectoren.begin", "sectoren.sector"})}
    ),
    "urenklasse": StepSpec(
        altijd=False,
        geeft={"urenklasse": frozenset({"opgaven.begin", "opgaven.einde", "opgaven.uren", EINDE})},
    ),
    "beroep": StepSpec(
        altijd=False, geeft={"beroep": frozenset({"perioden.code", "perioden.naam", "perioden.eigen_naam"})}
    ),
    "lopend": StepSpec(altijd=False, geeft={"indicatieLopend": frozenset({BEGIN, EINDE})}),
}
"""Every step by name. `binnen_terugkijk` is put in by the compiler where a doelbinding looks back."""

Uit = Annotated[
    str,
    StringConstraints(pattern=r"^(\.\./)*[A-Z][A-Za-z0-9]*(\[1\])?(/[A-Z][A-Za-z0-9]*(\[1\])?)*$"),
]
"""Where one value stands, from its row: SuwiML names, `../` the parent, `[1]` the first of several."""

Rij = Annotated[str, StringConstraints(pattern=r"^(\.|([A-Z][A-Za-z0-9]*(\[\])?/)*[A-Z][A-Za-z0-9]*\[\])$")]
"""Where the rows are: `[]` marks what repeats, the last always; or `.` for the person's dossier itself."""


class Locator(Contract):
    """One locator and one named converter; `lijst` names the code list where the converter reads one."""

    uit: Uit
    als: str
    lijst: str | None = None


class Lijst(Contract):
    """Rows inside a row, read to work with."""

    rij: Rij
    intern: dict[str, Locator]


class Tabel(Contract):
    """One table of rows of one bron that feed one group.

    `sleutel` names the slots that tell rows of one person apart (for the opaque `rij`). `dienst` names the
    message this table reads, where a bron has messages that differ; without it the table reads them all.
    """

    bron: Naam
    dienst: str | None = None
    groep: Pad
    herkomst: Herkomst
    rij: Rij
    sleutel: tuple[str, ...] = ()
    stappen: tuple[str, ...] = ()
    veld: dict[str, Locator] = Field(default_factory=dict)
    intern: dict[str, Locator] = Field(default_factory=dict)
    lijst: dict[str, Lijst] = Field(default_factory=dict)

    @property
    def geeft(self) -> frozenset[str]:
        """The short names of every veld this table can give."""
        from_steps = (STEPS[stap].geeft for stap in self.stappen if stap in STEPS)
        return frozenset(self.veld).union(*from_steps)


class Mapping(Contract):
    """The row tables of one source."""

    tabel: tuple[Tabel, ...]


class Per(Contract):
    """An operation that is asked once per key that another operation names."""

    operatie: Naam
    sleutel: Literal["gemeente"]


class Operatie(Contract):
    """One way to ask one bron.

    SOAP: `dienst`, `versie`, `bericht` name the SuwiML message; `geboortedatum` says that
    the answer repeats the birth date as well as the number (a REST dossier always does).
    REST: `pad` below the source's URL, `antwoord` the member that holds the dossiers or keys.
    `periode` says that the question can carry a look-back period.
    """

    bron: Naam
    koppelvlak: Koppelvlak
    omschrijving: Tekst
    dienst: str | None = None
    versie: Annotated[str, StringConstraints(pattern=r"^v[0-9]{4}$")] | None = None
    bericht: str | None = None
    periode: bool = False
    pad: str | None = None
    antwoord: Literal["dossiers", "gemeenten"] = "dossiers"
    geboortedatum: bool = False
    per: Per | None = None

    @property
    def namespace(self) -> str:
        """The namespace of the message's root element (`suwinet.md` §1.0)."""
        return f"http://bkwi.nl/SuwiML/Diensten/{self.dienst}/{self.versie}"

    @property
    def action(self) -> str:
        """The WS-Addressing action of the question; an answer's ends in `Response` (`suwinet.md` §1.0)."""
        return f"http://bkwi.nl/SuwiML/Diensten/{self.dienst}-{self.versie}/{self.bericht}"

    @property
    def is_index(self) -> bool:
        """Whether the answer names keys instead of holding dossiers."""
        return self.antwoord == "gemeenten"


class Pijp(Contract):
    """How long, how often and how many at once a source is asked (design: the pipe); a setting may say else.

    `tijd_totaal` is for all attempts together, `tijd_poging` for one, in seconds; `pogingen` counts the first
    too. Repeats are at most `herhaal_deel` of the questions. `herhaalbaar` says that a signed question of
    which nobody knows whether it was heard may be sent again. After `onderbreker_na` failures in a row the
    source is left alone for `onderbreker_seconden`, or longer where it asks for that (at most five minutes).
    `gelijktijdig` questions go to the source at once.
    """

    tijd_totaal: float = 8.0
    tijd_poging: float = 5.0
    pogingen: int = 2
    herhaal_deel: float = 0.1
    herhaalbaar: bool = False
    onderbreker_na: int = 5
    onderbreker_seconden: float = 30.0
    gelijktijdig: int = 64


class Manifest(Pijp):
    """How one source is asked: its operations, its default koppelvlak, and the numbers of its pipe.

    Of several messages of one bron over one koppelvlak the first counts from which every allowed veld can be
    read: put the smallest first. An `optioneel` source may be without an address; then it cannot be reached.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    naam: Tekst
    koppelvlak: Koppelvlak
    optioneel: bool = False
    operatie: tuple[Operatie, ...]
