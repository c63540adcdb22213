"""Findings about translations: a plugin whose texts speak a language speaks it wholly."""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

from headless.engine.texts.descriptions import CORE, described, in_one_line
from headless.engine.texts.languages import LANGUAGES, is_english
from headless.messages import Message
from headless.plugins.conformance.findings import Finding
from headless.plugins.contract.declarations import Declaration, Declarations
from headless.plugins.contract.field_types import Shape, shape_of, type_description
from headless.plugins.contract.payloads import model_of
from headless.plugins.contract.schemas import NAMED, TOLD, VALUES, package_of
from headless.plugins.contract.served.inputs import InputShape, input_shape

_SHOWN = 60


def translated(declared: Declarations) -> Iterator[Finding]:
    """Find descriptions that a plugin's texts leave out, and those that they still have. A plugin may speak English alone."""
    texts = {package: set(listed) for package, listed in texts_of(declared).items()}
    for package in sorted(texts):
        for lang in LANGUAGES:
            if not is_english(lang):
                yield from _judged(package, lang, texts[package])


def _judged(package: str, lang: str, texts: Iterable[str]) -> Iterator[Finding]:
    name = f"{package}.texts.{lang}.descriptions"
    try:
        known = None if package == CORE else _known(name)
    except Exception as fault:
        yield Finding("described", Message("{module}: {fault}", module=name, fault=str(fault)), grave=False)
        return
    if known is None:
        return
    for text in sorted(texts):
        if described(text, lang, package) is text:
            message = Message("{lang}: there is no translation of {text!r}", lang=lang, text=_short(text))
            yield Finding("described", message, grave=False)
    for key in sorted({in_one_line(key) for key in known} - {in_one_line(text) for text in texts}):
        message = Message("{lang}: {text!r} is translated, but said nowhere", lang=lang, text=_short(key))
        yield Finding("described", message, grave=False)


def _known(name: str) -> Mapping[str, str] | None:
    """Return the texts of a module, or None if there is no such module."""
    try:
        return dict(import_module(name).TEXTS)
    except ModuleNotFoundError as fault:
        if fault.name is not None and f"{name}.".startswith(f"{fault.name}."):
            return None
        raise


def texts_of(declared: Declarations) -> Mapping[str, Iterable[str]]:
    """Return all that a plugin's texts should translate, by package: what has no translation next to it."""
    texts: dict[str, dict[str, None]] = {}
    for package, text in _texts(declared):
        texts.setdefault(package, {})[text] = None
    return texts


def _texts(declared: Declarations) -> Iterator[tuple[str, str]]:
    for declaration in declared.with_settings:
        for text in _of_declaration(declaration):
            yield declaration.package, text
    for field in declared.fields:
        for text in _of_shape(shape_of(field.declared.type)):
            yield field.package, text
        if field.declared.arguments is not None:
            yield from _of_input(input_shape(field.declared.arguments))
    for action in declared.actions:
        yield from _of_input(input_shape(action.declared.input))
        for text in _of_shape(shape_of(action.declared.output)) if action.declared.output is not None else ():
            yield action.package, text
    for event in declared.event_types:
        model = model_of(event)
        for text in _of_schema({**model.model_json_schema(by_alias=True), "title": None}):
            yield package_of(model), text


def _of_declaration(declaration: Declaration[Any]) -> Iterator[str]:
    own = declaration.declared
    if not declaration.description.given:
        yield str(declaration.description)
    if declaration.takes_settings and not getattr(own, "label_zh", None):
        yield declaration.label
    if declaration.keeps_settings_of == declaration.id:
        yield from _of_schema({**declaration.schema, "title": None})


def _of_input(shape: InputShape) -> Iterator[tuple[str, str]]:
    if shape.items is not None:
        yield from _of_input(shape.items)
    if shape.told is not None:
        yield shape.told.package, str(shape.told)
    if shape.model is not None and (text := " ".join((shape.model.__doc__ or "").split())):
        yield package_of(shape.model), text
    for part in shape.parts:
        if not part.description.given:
            yield part.description.package, str(part.description)
        yield from _of_input(part.shape)


def _of_shape(shape: Shape) -> Iterator[str]:
    if shape.items is not None:
        yield from _of_shape(shape.items)
    if shape.rows is not None:
        yield from _of_shape(shape.rows)
    if shape.parts and shape.python is not None:
        yield type_description(shape.python)
        for part in shape.parts:
            yield part.description
            yield from _of_shape(part.shape)


def _of_schema(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        for name in TOLD:
            if isinstance(text := schema.get(name), str) and f"{name}Zh" not in schema:
                yield text
        for name, part in schema.items():
            if name in NAMED:
                yield from _of_schema(list(part.values()))
            elif name not in VALUES:
                yield from _of_schema(part)
    elif isinstance(schema, list | tuple):
        for part in schema:
            yield from _of_schema(part)


def _short(text: str) -> str:
    line = in_one_line(text)
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
