"""Errors of pydantic in plain words, as our own error."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ValidationError

from headless.engine.texts.told import Told
from headless.errors import Invalid
from headless.messages import Message
from headless.plugins.contract.scalars import NO_CONTROLS

_SHOWN = 10
WORDS: Mapping[str, str] = MappingProxyType({
    "missing": "is missing",
    "string_type": "must be a text",
    "string_unicode": "must be readable text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "is too large",
    "int_from_float": "must be a whole number",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "mapping_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "string_pattern_mismatch": "must match {pattern}",
    "string_too_short": "may not be shorter than {min_length} characters",
    "string_too_long": "may not be longer than {max_length} characters",
    "too_long": "may hold at most {max_length}, not {actual_length}",
    "too_short": "must hold at least {min_length}",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "may be at most {le}",
    "finite_number": "must be a finite number",
    "literal_error": "must be {expected}",
})  # fmt: skip
"""What is wrong with a value, by the kind of pydantic's error."""
AT_PLACE = "{what}: {wrong}"
"""The template of what is wrong at one place of a document: `wrong` says it without naming the document."""


def invalid(fault: ValidationError, what: str, model: type[BaseModel], code: str) -> Invalid:
    """Make the error for the caller. `data` holds the first `path` and all `problems`, each with path and message."""
    problems = [_problem(error, model) for error in fault.errors(include_url=False, include_context=True)[:_SHOWN]]
    return invalid_at(problems[0]["path"], problems[0]["message"], what, code, problems)


def invalid_at(
    path: Sequence[str], message: Message, what: str, code: str, problems: Sequence[Mapping[str, Any]] | None = None
) -> Invalid:
    """Make an error at one place of a document, or at several, which are all named."""
    listed = problems or [{"path": list(path), "message": message}]
    wrong = _place(listed[0])
    for problem in listed[1:]:
        wrong = Message("{first}; {more}", first=wrong, more=_place(problem))
    at_place = bool(listed[0]["path"])
    text = Message(AT_PLACE, what=what, wrong=wrong) if at_place else Message("{what} {wrong}", what=what, wrong=wrong)
    return Invalid(text, code=code, data={"path": list(path), "problems": list(listed)})


def _place(problem: Mapping[str, Any]) -> Message:
    path, wrong = ".".join(problem["path"]), Message.plain(problem["message"])
    return Message("{place} {wrong}", place=path, wrong=wrong) if path else wrong


def _problem(error: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    path = [_printable(part) for part in error["loc"] if part != "[key]"]
    return {"path": path, "message": _message(error, path, model)}


def _message(error: Mapping[str, Any], path: list[str], model: type[BaseModel]) -> Message:
    context = error.get("ctx", {})
    if error["type"] == "extra_forbidden":
        known = [field.alias or name for name, field in model.model_fields.items()]
        if len(path) == 1 and known:
            return Message("is not known (there are {known})", known=known)
        return Message("is not known (there are no fields)") if len(path) == 1 else Message("is not known here")
    if error["type"] == "string_pattern_mismatch" and context.get("pattern") == NO_CONTROLS:
        return Message("may not hold control characters")
    if context.get("min_length") == 1:
        return Message("may not be empty")
    words = WORDS.get(error["type"])
    return Message(words, **context) if words is not None else _own(error)


def _own(error: Mapping[str, Any]) -> Message:
    """Return what a validator of ours or of a plugin says."""
    raised = error.get("ctx", {}).get("error")
    if isinstance(raised, ValueError) and raised.args and isinstance(raised.args[0], Message | Told):
        return Message.plain(raised.args[0])
    context = dict(error.get("ctx", {}))
    if "template" in context:
        return Message(context.pop("template"), **context)
    text: str = error["msg"]
    return Message(_braces(text.removeprefix("Value error, ")))


def _braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _printable(part: object) -> str:
    return str(part)[:80].encode(errors="replace").decode()
