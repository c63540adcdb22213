"""Errors as callers see them: every one has a code, and nothing of our insides gets out."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError

from headless.errors import HeadlessError, StorageBusy, StorageError
from headless.logs import get_logger

log = get_logger("headless.graphql")


def formatted(errors: Sequence[GraphQLError], code: str = "BAD_INPUT") -> list[dict[str, Any]]:
    """One error per selected field: what happened to a field in each row of a list is said once.

    `code` is for what graphql itself found; what nobody foresaw is logged under an incident id and masked.
    """
    found: dict[Any, dict[str, Any]] = {}
    incidents: dict[int, str] = {}
    for error in errors:
        each = _one(error, code, incidents)
        place = tuple(part for part in error.path or () if isinstance(part, str))
        found.setdefault((place, each["message"], each["extensions"]["code"]), each)
    return list(found.values())


def plain(message: str, code: str, **more: Any) -> dict[str, Any]:
    """An error that belongs to no field."""
    return {"message": message, "extensions": {"code": code, **more}}


def of_error(error: HeadlessError) -> dict[str, Any]:
    """One of ours as an error that belongs to no field."""
    return {"message": error.message, "extensions": {"code": error.code, **error.data}}


def is_masked(error: BaseException) -> bool:
    """Whether callers may not see this error's message."""
    if isinstance(error, StorageError):
        return not isinstance(error, StorageBusy)
    return not isinstance(error, HeadlessError)


def incident(error: BaseException) -> str:
    """Log an error that nobody foresaw; the id under which it was logged."""
    name = secrets.token_hex(8)
    log.error("internal error", incident=name, exc_info=error)
    return name


def masked(error: BaseException, name: str) -> dict[str, Any]:
    """What callers see of an error that nobody foresaw."""
    return plain(f"something went wrong on our side: tell the operator incident {name}", "INTERNAL", incident=name)


def _one(error: GraphQLError, code: str, incidents: dict[int, str]) -> dict[str, Any]:
    cause = _cause(error)
    if cause is None:
        found = plain(error.message, "SYNTAX" if isinstance(error, GraphQLSyntaxError) else code)
    elif is_masked(cause):
        if id(cause) not in incidents:
            incidents[id(cause)] = incident(cause)
        found = masked(cause, incidents[id(cause)])
    else:
        assert isinstance(cause, HeadlessError)
        found = of_error(cause)
    return {**found, **_place(error)}


def _cause(error: GraphQLError) -> BaseException | None:
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _place(error: GraphQLError) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    if error.locations:
        found["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path is not None:
        found["path"] = list(error.path)
    return found
