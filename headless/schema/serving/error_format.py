"""Errors as callers see them: every one has a code, and nothing of our insides gets out."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError

from headless.engine.texts.wording import all_worded, worded
from headless.errors import HeadlessError, StorageBusy, StorageDown, StorageError
from headless.logs import get_logger
from headless.messages import Message
from headless.schema.serving.library_errors import told

log = get_logger("headless.graphql")
ERRORS_MOST = 1_000
"""So many places are told one by one; an answer may not grow without bound."""
BUSY = Message("the database is busy: try again in a moment")
DOWN = Message("the database does not answer at the moment: try again later")


def formatted(errors: Sequence[GraphQLError], lang: str, code: str = "BAD_INPUT") -> list[dict[str, Any]]:
    """Return one error for each place. If there are very many, a field that fails in many rows of a list is reported once.

    lang: the reader's language. code: for what graphql itself refused. An unexpected error is logged under an incident id and
    masked.
    """
    by_place: dict[Any, dict[str, Any]] = {}
    incidents: dict[int, str] = {}
    rows_count = len(errors) <= ERRORS_MOST
    for error in errors:
        shown = _one(error, lang, code, incidents)
        place = tuple(part for part in error.path or () if rows_count or isinstance(part, str))
        by_place.setdefault((place, shown["message"], shown["extensions"]["code"]), shown)
    return list(by_place.values())


def plain(message: str, lang: str, code: str, **more: Any) -> dict[str, Any]:
    """Return an error that belongs to no field."""
    return {"message": worded(message, lang), "extensions": {"code": code, **more}}


def of_error(error: HeadlessError, lang: str) -> dict[str, Any]:
    """Return one of our errors as one that belongs to no field."""
    if isinstance(error, StorageBusy):
        # its own message and data hold SQL
        return plain(BUSY, lang, error.code)
    return {
        "message": worded(error.message, lang),
        "extensions": {"code": error.code, **all_worded(error.data, lang)},
    }


def is_masked(error: BaseException) -> bool:
    """Return True if callers may not see this error's message."""
    if isinstance(error, StorageError):
        return not isinstance(error, StorageBusy)
    return not isinstance(error, HeadlessError)


def incident(error: BaseException) -> str:
    """Log an unexpected error, and return the id under which it was logged."""
    name = secrets.token_hex(8)
    log.error("internal error", incident=name, exc_info=error)
    return name


def masked(error: BaseException, name: str, lang: str) -> dict[str, Any]:
    """Return what callers see of an unexpected error, or of a database that does not answer."""
    if isinstance(error, StorageDown):
        return plain(DOWN, lang, error.code, incident=name)
    return plain(
        Message("something went wrong on our side: tell the operator incident {name}", name=name),
        lang,
        "INTERNAL",
        incident=name,
    )


def _one(error: GraphQLError, lang: str, code: str, incidents: dict[int, str]) -> dict[str, Any]:
    cause = _cause(error)
    if cause is None:
        shown = plain(told(error, lang), lang, "SYNTAX" if isinstance(error, GraphQLSyntaxError) else code)
    elif is_masked(cause):
        if id(cause) not in incidents:
            incidents[id(cause)] = incident(cause)
        shown = masked(cause, incidents[id(cause)], lang)
    else:
        assert isinstance(cause, HeadlessError)
        shown = of_error(cause, lang)
    return {**shown, **_place(error)}


def _cause(error: GraphQLError) -> BaseException | None:
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _place(error: GraphQLError) -> Mapping[str, Any]:
    place: dict[str, Any] = {}
    if error.locations:
        place["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path is not None:
        place["path"] = list(error.path)
    return place
