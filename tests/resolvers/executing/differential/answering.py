"""The one place that knows how either executor is called, and what of their answers must be equal."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, execute

from headless.resolvers.executing.executor import answer_levels
from headless.resolvers.executing.plans import Plans
from headless.resolvers.reading.context import ReadContext

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an executor said. `begun` is False where the variables were refused."""

    data: Any
    errors: list[GraphQLError]
    begun: bool


@lru_cache(1)
def _plans(schema: GraphQLSchema, document: DocumentNode) -> Plans:
    # kept from one run of a document to the next, as they are when it is served
    return Plans(schema, document)


async def ours(
    schema: GraphQLSchema,
    document: DocumentNode,
    ctx: ReadContext,
    variables: Mapping[str, Any],
    names: Mapping[type, str],
) -> Answer:
    """By our executor."""
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    return Answer(*await answer_levels(schema, _plans(schema, document), operation, ctx, variables, names))


async def theirs(
    schema: GraphQLSchema, document: DocumentNode, ctx: ReadContext, variables: Mapping[str, Any]
) -> Answer:
    """By the library's."""
    found: Any = execute(schema, document, context_value=ctx, variable_values=dict(variables))
    result = await found if hasattr(found, "__await__") else found
    errors = result.errors or []
    return Answer(result.data, errors, result.data is not None or any(each.path is not None for each in errors))


def difference(mine: Answer, its: Answer, *, wordings: bool = True) -> str | None:
    """What differs, None where nothing does.

    Data must be equal to the order of keys. An error must be told by both, unless what it is in became null because of it or
    of another: of those that make the same part null, one is enough. A field that fails for all its parents may say so once.
    Without `wordings` an error may be put in other words.
    """
    if mine.begun != its.begun or shown(mine.data) != shown(its.data):
        return f"ours {mine.begun} {mine.data!r}\nits  {its.begun} {its.data!r}\n{mine.errors}\n{its.errors}"
    return _lacking("ours", mine, its, wordings) or _lacking("theirs", its, mine, wordings)


def shown(data: Any) -> str:
    """Data with types and order of keys."""
    return repr(data)


def _lacking(name: str, one: Answer, other: Answer, wordings: bool) -> str | None:
    """An error of the other that this one does not tell."""
    told = {_key(each, wordings) for each in one.errors}
    places = {_names(each.path) for each in one.errors}
    for each in other.errors:
        if each.path is None:
            if each.message not in {found.message for found in one.errors}:
                return f"{name} lacks {each.message}"
            continue
        path = tuple(each.path)
        null = _null_at(other.data, path)
        if null is None:
            return f"an error at {path}, where data is: {each.message}"
        if len(null) == len(path) and _key(each, wordings) not in told:
            return f"{name} lacks {_key(each, wordings)}; has {sorted(told, key=repr)}"
        if len(null) < len(path) and not any(found[: len(_names(null))] == _names(null) for found in places):
            return f"{name} has no error below {null} for {_key(each, wordings)}"
    return None


def _null_at(data: Any, path: Path) -> Path | None:
    """Where on the way along a path there is null. None if it leads to something."""
    for place, part in enumerate(path):
        if data is None:
            return path[:place]
        data = data[part]
    return path if data is None else None


def _key(error: GraphQLError, wordings: bool) -> Any:
    return _names(error.path), _message(error) if wordings else None, tuple(error.locations or ())


def _names(path: Any) -> tuple[str, ...]:
    return tuple(part for part in path or () if isinstance(part, str))


def _message(error: GraphQLError) -> str:
    missing = "gave nothing, though it must", "Cannot return null for non-nullable field"
    return "null" if any(each in error.message for each in missing) else error.message
