"""What is asked, and by whom: the two values every decision starts from."""

from dataclasses import dataclass, field

from gateway.core.bsn import Bsn

MOST_GEMEENTEN = 10
"""One question names, and asks, at most so many gemeenten."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question about one person (`interface.md` §1), already checked for form.

    `geboortedatum` is eight digits EEJJMMDD in which unknown parts are `00` (`19940300` for 1994-03).
    `gemeenten` are CBS codes known from the case; `velden` and `bronnen` are None when the caller did not
    narrow the question.
    """

    bsn: Bsn
    geboortedatum: str = field(repr=False)
    doelbinding: str
    zaakkenmerk: str = field(repr=False)
    gemeenten: tuple[str, ...] = field(default=(), repr=False)
    velden: tuple[str, ...] | None = None
    bronnen: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as proven by the access token (`interface.md` §4).

    `afnemer` is the OIN of the organisation (azp), `medewerker` the pseudonym of the employee (sub),
    `scope` the doelbindingen this token was given for.
    """

    afnemer: str
    medewerker: str = field(repr=False)
    rol: str
    inrichting: str
    acr: str
    scope: frozenset[str]
