"""Errors of pydantic in plain words, as our own error."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from headless.errors import Invalid
from headless.plugins.contract.scalars import NO_CONTROLS

_SHOWN = 10
_WORDS = {
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
}


def invalid(fault: ValidationError, what: str, model: type[BaseModel], code: str) -> Invalid:
    """Make the error for the caller. `data` holds the first `path` and all `problems`, each with path and message."""
    problems = [_problem(error, model) for error in fault.errors(include_url=False, include_context=True)[:_SHOWN]]
    return invalid_at(problems[0]["path"], problems[0]["message"], what, code, problems)


def invalid_at(
    path: Sequence[str], message: str, what: str, code: str, problems: Sequence[Mapping[str, Any]] | None = None
) -> Invalid:
    """Make an error at one place of a document, or at several, which are all named."""
    listed = problems or [{"path": list(path), "message": message}]
    told = "; ".join(f"{'.'.join(problem['path'])} {problem['message']}".strip() for problem in listed)
    text = f"{what}: {told}" if listed[0]["path"] else f"{what} {told}"
    return Invalid(text, code=code, data={"path": list(path), "problems": list(listed)})


def _problem(error: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    path = [_printable(part) for part in error["loc"] if part != "[key]"]
    return {"path": path, "message": _message(error, path, model)}


def _message(error: Mapping[str, Any], path: list[str], model: type[BaseModel]) -> str:
    context = error.get("ctx", {})
    if error["type"] == "extra_forbidden":
        known = ", ".join(field.alias or name for name, field in model.model_fields.items())
        return f"is not known (there are {known or 'no fields'})" if len(path) == 1 else "is not known here"
    if error["type"] == "string_pattern_mismatch" and context.get("pattern") == NO_CONTROLS:
        return "may not hold control characters"
    if context.get("min_length") == 1:
        return "may not be empty"
    words = _WORDS.get(error["type"])
    if words is not None:
        return words.format(**context)
    text: str = error["msg"]
    return text.removeprefix("Value error, ")


def _printable(part: object) -> str:
    return str(part)[:80].encode(errors="replace").decode()
