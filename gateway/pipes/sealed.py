"""Facts as they are kept: sealed under a name, and opened only by the plan they were read by."""

import hashlib
import hmac
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.core.datum import SourceDate
from gateway.core.facts import Facts, Vergewist
from gateway.core.plan import SourcePlan
from gateway.core.velden import Groep, Profiel, VeldType
from gateway.core.waardelijst import Code

_NONCE_BYTES = 12
_CLOCKS_DIFFER_SECONDS = 5.0
_KINDS: Mapping[VeldType, Any] = {
    "DATUM": SourceDate,
    "CODE": Code,
    "BEGRIP": dict[Literal["code", "omschrijving"], str],
    "TEKST": str,
    "KEUZE": str,
}
_ENCODE = msgspec.msgpack.Encoder().encode


class Seals:
    """Seals the facts of one plan, and opens what it sealed; anything else does not open.

    `context` is what both sides must agree on besides the name: purpose and contracts. Each name has a key of
    its own, so that random nonces never run out. `now` tells the seconds since 1970.
    """

    def __init__(
        self,
        plan: SourcePlan,
        profiel: Profiel,
        secret: bytes,
        context: bytes,
        now: Callable[[], float],
    ) -> None:
        self._secret, self._context, self._now = secret, context, now
        self._decode: Callable[[bytes], Any] = msgspec.msgpack.Decoder(_kept_type(plan, profiel)).decode
        self._groepen = _members(plan)

    def seal(self, name: bytes, facts: Facts) -> bytes:
        """Seal facts under a name, with the moment of sealing."""
        nonce = os.urandom(_NONCE_BYTES)
        told = (facts.rijen, facts.redenen, facts.sleutels, facts.vergewist, facts.drift, facts.dossier)
        return nonce + self._cipher(name).encrypt(nonce, _ENCODE((self._now(), *told)), self._bound(name))

    def open(self, name: bytes, sealed: bytes, seconds: float) -> Facts | None:
        """Open what was sealed under this name at most so many seconds ago; None for anything else."""
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            kept = self._decode(self._cipher(name).decrypt(nonce, rest, self._bound(name)))
        except (InvalidTag, ValueError, msgspec.MsgspecError):
            return None
        age = self._now() - kept.moment
        return self._facts(kept) if -_CLOCKS_DIFFER_SECONDS <= age < seconds else None

    def _cipher(self, name: bytes) -> AESGCM:
        return AESGCM(hmac.digest(self._secret, name, hashlib.sha256))

    def _bound(self, name: bytes) -> bytes:
        return name + self._context

    def _facts(self, kept: Any) -> Facts:  # noqa: ANN401 - a type made from the plan
        rijen = {
            self._groepen[member]: tuple(_given(row) for row in rows)
            for member, rows in _given(kept.rijen).items()
        }
        return Facts(
            rijen,
            kept.redenen,
            kept.sleutels,
            kept.vergewist,
            drift=kept.drift,
            dossier=kept.dossier,
        )


def _given(struct: msgspec.Struct) -> dict[str, Any]:
    return {
        name: value for name, value in msgspec.structs.asdict(struct).items() if value is not msgspec.UNSET
    }


def _members(plan: SourcePlan) -> dict[str, str]:
    """Name the groups of a plan as a struct can: a path has dots."""
    pads = dict.fromkeys(table.groep.pad for table in plan.tabellen)
    return {f"groep{number}": pad for number, pad in enumerate(pads)}


def _kept_type(plan: SourcePlan, profiel: Profiel) -> type:
    """What may stand in a seal: groups and names of the plan, each of its type, and nothing else."""
    reden = Literal["AFGESCHERMD", "ONLEESBAAR"]
    members: list[Any] = [
        ("moment", float),
        ("rijen", _rijen_type(plan, profiel)),
        ("redenen", dict[_one_of(plan.velden), reden]),  # type: ignore[misc]  # made from the plan
        ("sleutels", tuple[str, ...]),
        ("vergewist", Vergewist),
        ("drift", int),
        ("dossier", bool),
    ]
    return msgspec.defstruct("Bewaard", members, array_like=True, forbid_unknown_fields=True)


def _rijen_type(plan: SourcePlan, profiel: Profiel) -> type:
    names = _members(plan)
    rows = {name: _row_type(plan, profiel.groepen[pad], profiel) for name, pad in names.items()}
    members: list[Any] = [
        (name, tuple[row, ...] | msgspec.UnsetType, msgspec.UNSET)  # type: ignore[valid-type]  # idem
        for name, row in rows.items()
    ]
    return msgspec.defstruct("Rijen", members, rename=names, forbid_unknown_fields=True)


def _row_type(plan: SourcePlan, groep: Groep, profiel: Profiel) -> Any:  # noqa: ANN401 - a type
    tables = [table for table in plan.tabellen if table.groep.pad == groep.pad]
    delivered = {f"{groep.pad}.{name}" for table in tables for name in table.deliver}
    members: list[Any] = [
        (profiel.velden[veld].naam, _KINDS[profiel.velden[veld].type] | msgspec.UnsetType, msgspec.UNSET)
        for veld in plan.velden
        if veld in delivered
    ]
    if groep.soort == "RIJEN":
        origin = _one_of(dict.fromkeys(table.tabel.herkomst for table in tables))
        members += [("bron", _one_of((plan.bron,))), ("herkomst", origin), ("rij", str)]
    return msgspec.defstruct("Rij", members, forbid_unknown_fields=True, kw_only=True)


def _one_of(values: Iterable[str]) -> Any:  # noqa: ANN401 - a type
    return Literal[tuple(values) or ("",)]
