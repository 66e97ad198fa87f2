"""Small words to write JSON Schema with."""

from collections.abc import Mapping

Schema = dict[str, object]


def ref(name: str) -> Schema:
    """Refer to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def text(description: str, **limits: object) -> Schema:
    """Describe a string; `limits` are JSON Schema keywords."""
    return {"type": "string", "description": description, **limits}


def array(items: Schema, description: str, **limits: object) -> Schema:
    """Describe an array."""
    return {"type": "array", "description": description, "items": items, **limits}


def one_of_names(names: tuple[str, ...], description: str | None = None) -> Schema:
    """Describe a string out of a closed list."""
    about: Schema = {} if description is None else {"description": description}
    return {"type": "string", **about, "enum": list(names)}


def closed(description: str, members: Mapping[str, Schema], *, required: tuple[str, ...] = ()) -> Schema:
    """Describe an object that has these members and no other."""
    demands: Schema = {"required": list(required)} if required else {}
    return {
        "type": "object",
        "description": description,
        **demands,
        "properties": dict(members),
        "additionalProperties": False,
    }


def opened(description: str, members: Mapping[str, Schema], *, required: tuple[str, ...] = ()) -> Schema:
    """Describe an object that may grow members later."""
    return closed(description, members, required=required) | {"additionalProperties": True}
