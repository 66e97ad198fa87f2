"""What a kind of fault is: its name, its parameters, and how it changes an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, TypeAlias

from starlette.responses import Response

from adapters.mock.saying import Saying
from adapters.mock.shape import Schema

Face: TypeAlias = Literal["soap", "rest"]
Parameters: TypeAlias = Mapping[str, Any]
"""What a rule says about its kind, checked and with defaults."""

BOTH: frozenset[Face] = frozenset({"soap", "rest"})
SOAP: frozenset[Face] = frozenset({"soap"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault.

    `sees` tells in Dutch what a client sees. `say` changes what the source says; `send` changes how the
    finished (in profile strict: signed) answer travels, with dice for what chance decides. A kind with
    neither changes the life itself. `only_strict`: there is nothing to spoil without signatures.
    """

    name: str
    sees: str
    parameters: Mapping[str, Schema] = field(default_factory=dict)
    faces: frozenset[Face] = BOTH
    say: Callable[[Parameters], Saying] | None = None
    send: Callable[[Response, Parameters, Random], Response] | None = None
    needs: tuple[str, ...] = ()
    only_strict: bool = False
