"""The settings for the reader: every name with its form, default and meaning, and what start-up refuses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.errors import SettingsInvalid
from gateway.setting_names import PREFIX
from gateway.settings import Settings, default_state, read_settings
from papers import ROOT

_BRON = "UWV"
_REAL = {f"{PREFIX}BRONNEN__{_BRON}__URL": "http://bron.example"}
FAULTY: Mapping[str, dict[str, str]] = {
    "Een echte bron, verder niets": _REAL,
    "Een echte bron, en alleen de uitgever": _REAL | {f"{PREFIX}OIDC__ISSUER": "https://uitgever.example"},
    "Een echte bron met een vaste dag": _REAL | {f"{PREFIX}PEILDATUM": "2026-11-01"},
    "Een tikfout": {f"{PREFIX}BRONEN__{_BRON}__URL": "http://bron.example"},
    "Een verkeerde vorm": {f"{PREFIX}PORT": "tachtig", f"{PREFIX}LOG_NIVEAU": "STIL"},
    "Een bestand dat er niet is": {f"{PREFIX}DATABASE_URL_FILE": "/bestaat/niet"},
}
"""Environments that start-up refuses."""
_WORDS = {
    "integer": "geheel getal",
    "number": "getal",
    "string": "tekst",
    "path": "pad",
    "date": "datum",
    "password": "tekst",
    "boolean": "true of false",
}
_LIMITS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}


@dataclass(frozen=True, slots=True)
class Knob:
    """One setting: `needed` says when it must be there, `file` is the name that reads it from a file."""

    name: str
    form: str
    default: str
    meaning: str
    needed: str
    file: str


def faults(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Give what start-up says about these settings; nothing when they are accepted."""
    try:
        read_settings(environ)
    except SettingsInvalid as invalid:
        return invalid.texts
    return ()


def refused() -> Iterator[tuple[str, list[str]]]:
    """Give every faulty environment in words, and what start-up says of it that was not said before."""
    said = set[str]()
    for title, environ in FAULTY.items():
        yield title, [text for text in faults(environ) if text not in said]
        said.update(faults(environ))


def knobs() -> dict[str, list[Knob]]:
    """Give every setting by the part it belongs to; the first part has no name."""
    schema = Settings.model_json_schema()
    parts: dict[str, list[Knob]] = {"": []}
    for name, prop in schema["properties"].items():
        below = _target(prop.get("additionalProperties", prop))
        if below is None:
            parts[""].append(_knob(PREFIX + name.upper(), prop, must=False))
        else:
            middle = "<BRON>__" if "additionalProperties" in prop else ""
            parts[name] = list(_part(f"{PREFIX}{name.upper()}__{middle}", schema["$defs"][below]))
    return parts


def _part(prefix: str, schema: Mapping[str, Any]) -> Iterator[Knob]:
    required = schema.get("required", [])
    for name, prop in schema["properties"].items():
        yield _knob(prefix + name.upper(), prop, must=name in required)


def _target(prop: Mapping[str, Any]) -> str | None:
    reference = prop.get("$ref")
    return str(reference).rpartition("/")[2] if reference else None


def _knob(name: str, prop: Mapping[str, Any], *, must: bool) -> Knob:
    from_file = f"{name}_FILE"
    readable = any("het bestand is niet te lezen" in text for text in faults({from_file: "/bestaat/niet"}))
    needed = "altijd" if must else "met een echte bron" if _needed_for_real(name) else ""
    default = default_state({"XDG_STATE_HOME": "~/.local/state"}) if name.endswith("STATE_DIR") else None
    return Knob(
        name=name,
        form=_form(prop),
        default=_default(default or prop.get("default")),
        meaning=prop["description"],
        needed=needed,
        file=from_file if readable else "",
    )


def _needed_for_real(name: str) -> bool:
    """Whether start-up with a real source asks for this setting, by its whole name or within its part."""
    name = name.replace("<BRON>", _BRON)
    part, _, last = name.rpartition("__")
    texts = (text for title in list(FAULTY)[:2] for text in faults(FAULTY[title]))
    return any(
        name in text.partition(": ")[0] or (part and text.startswith(f"{part}__") and f"{last} " in text)
        for text in texts
    )


def _form(prop: Mapping[str, Any]) -> str:
    kinds = [kind for kind in prop.get("anyOf", [prop]) if kind.get("type") != "null"]
    kind = kinds[0]
    if "enum" in kind:
        return " of ".join(f"`{value}`" for value in kind["enum"])
    limits = [f"{sign} {kind[name]:.12g}" for name, sign in _LIMITS.items() if name in kind]
    form = _WORDS[kind.get("format", kind["type"])]
    return f"{form} ({', '.join(limits)})" if limits else form


def _default(value: object) -> str:
    return "" if value is None else f"`{str(value).removeprefix(f'{ROOT}/')}`"
