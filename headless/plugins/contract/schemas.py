"""JSON Schemas in the reader's language: of settings, and of events' data."""

from collections.abc import Mapping
from typing import Any

from headless.engine.texts.descriptions import CORE, described
from headless.engine.texts.languages import is_english, label_in

TOLD = ("title", "description")
VALUES = frozenset({"const", "default", "enum", "examples"})
"""What holds values, in which nothing is a title."""
NAMED = frozenset({"$defs", "patternProperties", "properties"})
"""What holds schemas by name, which may be the name of anything."""


def package_of(declared: type) -> str:
    """Return the package whose texts translate what a class says of itself."""
    return declared.__module__.partition(".")[0] or CORE


def schema_in(schema: Mapping[str, Any], lang: str, package: str) -> dict[str, Any]:
    """Return a JSON Schema with its titles and descriptions in a language.

    A translation that stands next to its text, such as `titleZh`, counts before those of the package's texts.
    """
    return dict(schema) if is_english(lang) else _in(schema, lang, package)


def titled_schema_in(schema: Mapping[str, Any], lang: str, package: str, labelled: object) -> Mapping[str, Any]:
    """Return a JSON Schema in a language. In any other than English its own title is then what it is called.

    labelled: what the schema is of, which has the labels.
    """
    if is_english(lang):
        return schema
    return {**schema_in(schema, lang, package), "title": label_in(lang, labelled)}


def _in(schema: Mapping[str, Any], lang: str, package: str) -> dict[str, Any]:
    told = {name: part if name in VALUES else _part(name, part, lang, package) for name, part in schema.items()}
    for name in TOLD:
        if isinstance(text := schema.get(name), str):
            nearby = schema.get(f"{name}{lang.capitalize()}")
            told[name] = nearby if isinstance(nearby, str) else described(text, lang, package)
    return told


def _part(name: str, part: Any, lang: str, package: str) -> Any:
    if isinstance(part, Mapping):
        if name in NAMED:
            return {key: _part("", schema, lang, package) for key, schema in part.items()}
        return _in(part, lang, package)
    return [_part("", item, lang, package) for item in part] if isinstance(part, list | tuple) else part
