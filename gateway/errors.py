"""Every error the gateway raises on purpose, and what each means to the outside.

GatewayError
├── Refused              the question is refused; nothing was asked of any source
├── Unavailable          the gateway cannot keep a promise now: no record, no room
├── SourceError          one source gave no usable answer; the profile says so
├── EgressViolation      the final answer held something outside its plan: an incident
├── ContractsInvalid     the contracts have faults; carries all of them
└── SettingsInvalid      the settings have faults; carries all of them

`gateway.problems.PROBLEMS` is the one table from code to HTTP status and Dutch explanation.
No error of this project ever carries a value of a person: names only.
"""

from dataclasses import dataclass
from typing import Literal

from gateway.problems import PROBLEMS

Status = Literal[
    "GEVONDEN",
    "NIETS_GEVONDEN",
    "WAARSCHUWING",
    "FOUT",
    "NIET_BESCHIKBAAR",
    "NIET_TOEGESTAAN",
    "NIET_GEVRAAGD",
    "PERSOON_WIJKT_AF",
]
"""How asking one source ended: bronStatus (`interface.md` §2)."""

Oorzaak = Literal[
    "TIJD_OM",
    "VERBINDING",
    "GEWEIGERD",
    "SOAP_FAULT",
    "FWI_FOUT",
    "ONGELDIG_ANTWOORD",
    "HANDTEKENING",
    "TE_GROOT",
    "ONDERBREKER_OPEN",
    "VOL",
    "BUITEN_VENSTER",
    "GRONDSLAG",
]
"""Why a source gave no usable answer (`interface.md` §2)."""

Reden = Literal[
    "NIETS_GEVONDEN",
    "NIET_GEREGISTREERD",
    "ONLEESBAAR",
    "BRON_NIET_BESCHIKBAAR",
    "BRON_WEIGERT",
    "PERSOON_WIJKT_AF",
    "NIET_TOEGESTAAN",
    "NIET_GEVRAAGD",
    "AFGESCHERMD",
]
"""Why a veld has no value (`interface.md` §2)."""


Repeat = Literal["NEVER", "UNSURE", "SAFE"]
"""Whether a failed question may be asked again: SAFE when the source surely did not take it up."""


@dataclass(frozen=True, slots=True)
class InvalidParam:
    """One faulty member of a question: its name and why, never its value."""

    name: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault in a contract file: where it is and how to mend it. `line` is 1-based."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class GatewayError(Exception):
    """Base of every error raised on purpose."""

    exit_code = 1


class Refused(GatewayError):
    """The question is refused with a code of `PROBLEMS`; no source was asked.

    `raadpleging_id` names the look-up it is about, when that is not the one of this request.
    """

    exit_code = 3

    def __init__(
        self,
        code: str,
        *,
        detail: str | None = None,
        invalid_params: tuple[InvalidParam, ...] = (),
        velden: tuple[str, ...] = (),
        raadpleging_id: str | None = None,
    ) -> None:
        super().__init__(code)
        self.raadpleging_id = raadpleging_id
        self.code = code
        self.problem = PROBLEMS[code]
        self.detail = detail or self.problem.oorzaak
        self.invalid_params = invalid_params
        self.velden = velden


class Unavailable(Refused):
    """The gateway cannot answer now (503): the log cannot be written or there is no room."""

    exit_code = 5


class SourceError(GatewayError):
    """A source gave no usable answer.

    `status` is the bronStatus, `oorzaak` the closed-list cause (or None), `reden` what every veld
    of that source gets in `nietGeleverd`. All three are names of `interface.md` §2. `why` is for the
    operator's log only: what exactly was wrong, never a value. `repeat` says whether it may be asked again,
    `after` in how many seconds that makes sense, where that is known. `ours` becomes true when our own time,
    places or files ran out: then it says nothing about the source.
    """

    exit_code = 4

    def __init__(  # noqa: PLR0913 - all but three are told by name, few need them
        self,
        status: Status,
        oorzaak: Oorzaak | None,
        reden: Reden,
        *,
        why: str = "",
        repeat: Repeat = "NEVER",
        after: float | None = None,
    ) -> None:
        super().__init__(f"{status}/{oorzaak or '-'}")
        self.repeat = repeat
        self.after = after
        self.ours = False
        self.status = status
        self.oorzaak = oorzaak
        self.reden = reden
        self.why = why


class BirthDateDiffers(SourceError):
    """A source knows the number that was asked with another birth date: it is somebody else's number."""

    def __init__(self) -> None:
        super().__init__("PERSOON_WIJKT_AF", None, "PERSOON_WIJKT_AF")


class EgressViolation(GatewayError):
    """The final answer does not match its plan; nothing is answered. Names paths, never values."""

    exit_code = 3


class ContractsInvalid(GatewayError):
    """The contracts have faults; `faults` holds every one of them, sorted by file and line."""

    exit_code = 1

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class SettingsInvalid(GatewayError):
    """The settings have faults; each text names the setting, never its value. Sorted, so by name."""

    exit_code = 2

    def __init__(self, texts: tuple[str, ...]) -> None:
        self.texts = tuple(sorted(texts))
        super().__init__("\n".join(self.texts))
