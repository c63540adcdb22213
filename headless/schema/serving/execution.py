"""One request, from its text to its answer: parsed, measured and validated once, then answered within its limits."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import CoroutineType
from typing import Any, NamedTuple, TypeGuard

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
)

from headless.engine.texts.languages import is_english
from headless.engine.values import limits
from headless.errors import HeadlessError, Invalid, RateLimited
from headless.messages import Message
from headless.resolvers.executing.executor import answer_levels
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Cursors
from headless.resolvers.reading.nodes import NodeLoaders
from headless.schema.serving.build import names_of
from headless.schema.serving.deadlines import Deadline
from headless.schema.serving.documents.cache import DocumentCache, Known
from headless.schema.serving.documents.cost import NOTHING, Measure, check, check_all, measure, operations
from headless.schema.serving.documents.parts import Parts, at_once, part_by_part
from headless.schema.serving.documents.repeated import check_repeated, uses_again
from headless.schema.serving.documents.validation import parsed, parsed_in_parts, problems_in_parts
from headless.schema.serving.error_format import formatted, incident, is_masked, masked, of_error, plain
from headless.schema.serving.event_variables import marked
from headless.schema.serving.introspection import Translated
from headless.schema.serving.missing_plugins import with_absent
from headless.schema.serving.notes import add_notes
from headless.services.auditing.personal_reads import PersonalReads
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.rates.rates import points_of_cost, points_of_text
from headless.services.rates.turns import Crowd, Turns
from headless.services.webhooks.payloads import EventQueries

NOT_HERE = Message("a subscription is sent over WebSocket (graphql-transport-ws) or with Accept: text/event-stream")
_AWAITABLE = (asyncio.Future, CoroutineType)


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller sends. `reads_only` refuses mutations. `tally` counts the events recorded.

    door: over what it came: http, websocket or stream. is_trusted: its document is one that the merchant trusts.
    """

    query: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    lang: str = "en"
    reads_only: bool = False
    tally: Counter[str] = field(default_factory=Counter)
    door: str = "http"
    is_trusted: bool = False


class Prepared(NamedTuple):
    """A request that may be answered: its document, its operation, and how large that is."""

    request: Request
    known: Known
    operation: OperationDefinitionNode
    measured: Measure

    @property
    def points(self) -> int:
        """The points of rate limits that it takes beyond those of its request."""
        return points_of_cost(self.measured.cost)


class NotValid(Exception):
    """A document that the schema does not know how to answer. `problems` says why, place by place."""

    def __init__(self, problems: Sequence[GraphQLError]) -> None:
        super().__init__("the document is not valid")
        self.problems = problems


class Api:
    """The schema, ready to answer: one for each process.

    executors: how many operations each executor answered. fast_paths: how often each field was answered on its fast path, or for
    what reason it was not, by field and outcome. observe: told of each operation that was run, and how many seconds it took.
    """

    def __init__(self, schema: strawberry.Schema, nodes: NodeLoaders, cursors: Cursors) -> None:
        self.schema: GraphQLSchema = schema._schema
        add_notes(self.schema)
        self.nodes, self.cursors = nodes, cursors
        self._names = names_of(self.schema)
        self.executors: Counter[str] = Counter()
        self.fast_paths: Counter[tuple[str, str]] = Counter()
        self.observe: Callable[[Prepared, float], None] = _unobserved
        self.personal_reads = PersonalReads()
        self._documents = DocumentCache()
        self._costly = Turns(limits.COSTLY_AT_ONCE, limits.COSTLY_OF_ONE)
        self._readings = Turns(1, 1)
        self._crowd = Crowd(limits.READS_OF_ONE)
        self._translated: dict[str, Translated] = {}
        self.event_queries: EventQueries | None = None

    async def answer(
        self, kernel: Kernel, principal: Principal, request: Request, *, is_paid: bool = False
    ) -> dict[str, Any]:
        """Return the response object: data, errors, extensions. Raise nothing but RateLimited and its own cancellation.

        is_paid: what it costs was taken off the rate limits before.
        """
        try:
            if principal.limits and not is_paid:
                await self.pay_for_documents(kernel, principal, [request])
            is_known = self._documents.get(request.query) is not None
            prepared = self.prepare(principal, request) if is_known else await self.learn(principal, request)
            if prepared.operation.operation is OperationType.SUBSCRIPTION:
                raise Invalid(NOT_HERE, code="SUBSCRIPTION_NOT_HERE")
            if principal.limits and not is_paid:
                await kernel.allowances.spend(principal.limits, prepared.points)
            return await self.run(await self.context(kernel, principal, request), prepared)
        except RateLimited:
            raise
        except Exception as error:
            return {"errors": errors_of(error, request.lang)}

    async def pay_for_documents(self, kernel: Kernel, principal: Principal, requests: Sequence[Request]) -> None:
        """Spend what it costs to read documents that are not remembered. Raise RateLimited if that is too much."""
        points = sum(points_of_text(sent.query) for sent in requests if self._documents.get(sent.query) is None)
        if points:
            await kernel.allowances.spend(principal.limits, points)

    def is_published(self, request: Request) -> bool:
        """Return True if an operation that was answered selects nothing but configuration that browsers may keep."""
        known = self._documents.get(request.query)
        if known is None:
            return False
        return self._measured(known, known.document, _operation_of(known, request), request).published

    def check_together(self, requests: Sequence[Request]) -> Measure:
        """Return the measure of operations together. Raise Refused with code QUERY_TOO_LARGE if it is more than one may have."""
        total = NOTHING
        for request in requests:
            # one that cannot be read is refused for itself
            with contextlib.suppress(GraphQLError, HeadlessError):
                total = total.plus(self._measured(*self._read(request), request))
            check(total, "these operations have")
        return total

    def _read(self, request: Request) -> tuple[Known | None, DocumentNode, OperationDefinitionNode]:
        """Return what is known of a request's document, the document itself, and the operation that is asked for."""
        known = self._documents.get(request.query)
        if known is not None:
            return known, known.document, _operation_of(known, request)
        document = parsed(request.query)
        return None, document, _operation(document, request)

    def _measured(
        self, known: Known | None, document: DocumentNode, operation: OperationDefinitionNode, request: Request
    ) -> Measure:
        if known is not None:
            return known.measured(self.schema, operation, request.operation_name, request.variables)
        return measure(self.schema, document, operation, request.variables)

    async def context(self, kernel: Kernel, principal: Principal, request: Request) -> ReadContext:
        """Return what one answer to a request is read with."""
        ctx = await ReadContext.open(
            kernel, principal, self.cursors, self.nodes, request.lang, self.fast_paths, request.tally
        )
        ctx.event_queries = self.event_queries
        return ctx

    def prepare(self, principal: Principal, request: Request) -> Prepared:
        """Return a request that may be answered.

        Raise NotValid or GraphQLError for a document that cannot be answered, Refused for one that is too large, and Denied
        for one that asks for the schema if the token may not see it.
        """
        known = self._documents.get(request.query)
        if known is None:
            return at_once(self._learned(principal, request))
        operation = _operation_of(known, request)
        request = _marked(request, operation)
        measured = known.measured(self.schema, operation, request.operation_name, request.variables)
        _check_measured(principal, measured)
        if request.variables:
            check_repeated(known.uses_again(operation), request.variables)
        return Prepared(request, known, operation, measured)

    async def learn(self, principal: Principal, request: Request) -> Prepared:
        """Return what `prepare` does.

        A document that is not known is read in its bearer's turn, and others are served after each part of it.
        """
        async with self._readings.turn(principal.spender):
            if self._documents.get(request.query) is not None:
                return self.prepare(principal, request)
            return await part_by_part(self._learned(principal, request))

    def _learned(self, principal: Principal, request: Request) -> Parts[Prepared]:
        document = yield from parsed_in_parts(request.query)
        operation = _operation(document, request)
        request = _marked(request, operation)
        measured = measure(self.schema, document, operation, request.variables)
        _check_measured(principal, measured)
        if request.variables:
            check_repeated(uses_again(document, operation), request.variables)
        check_all(self.schema, document)
        yield
        document = with_absent(self.schema, request.query, document)
        operation = _operation(document, request)
        problems = yield from problems_in_parts(self.schema, document)
        if problems:
            raise NotValid(problems)
        known = Known.of(self.schema, document)
        self._documents.put(request.query, known)
        return Prepared(request, known, operation, measured)

    async def run(self, ctx: ReadContext, prepared: Prepared) -> dict[str, Any]:
        """Answer a prepared request within its time, and close the context."""
        request, measured = prepared.request, prepared.measured
        run = self._by_fields if measured.introspects else self._by_levels
        self.executors["library" if measured.introspects else "levels"] += 1
        began = time.perf_counter()
        bearer = ctx.principal.spender
        turns = self._turns_for(bearer, prepared, began)
        try:
            with Deadline(limits.QUERY_SECONDS):
                if turns is None:
                    response = await run(ctx, prepared)
                else:
                    async with turns.turn(bearer):
                        response = await run(ctx, prepared)
        except TimeoutError:
            message = Message(
                "this took longer than {query_seconds} seconds: ask for fewer fields or smaller pages",
                query_seconds=limits.QUERY_SECONDS,
            )
            response = {"data": None, "errors": [plain(message, request.lang, "TIMEOUT")]}
        finally:
            ctx.close()
            self.observe(prepared, time.perf_counter() - began)
        if ctx.persons and ctx.principal.member_id is None:
            self.personal_reads.add(ctx.principal, ctx.persons)
        response["extensions"] = {"cost": {"requested": measured.cost, "most": limits.QUERY_COST}}
        return response

    def _turns_for(self, bearer: int, prepared: Prepared, now: float) -> Turns | None:
        """Return the turns that an operation takes, None if it need not wait for any."""
        if prepared.measured.cost > limits.COSTLY:
            return self._costly
        return self._crowd.turns(bearer, now) if prepared.operation.operation is OperationType.QUERY else None

    async def _by_levels(self, ctx: ReadContext, prepared: Prepared) -> dict[str, Any]:
        plans, variables = prepared.known.plans, prepared.request.variables
        data, errors, begun = await answer_levels(self.schema, plans, prepared.operation, ctx, variables, self._names)
        return _response(ctx, data, errors, begun)

    async def _by_fields(self, ctx: ReadContext, prepared: Prepared) -> dict[str, Any]:
        """Answer by the library's executor, the only one that can answer what asks for the schema itself."""
        values = prepared.known.plans.values(prepared.operation, prepared.request.variables)
        if isinstance(values, list):
            return _response(ctx, None, values, begun=False)
        if not ctx.is_sure:
            await ctx.refresh()
        result: Any = execute(
            self.schema,
            prepared.known.document,
            context_value=ctx,
            variable_values=dict(prepared.request.variables),
            operation_name=prepared.request.operation_name,
            is_awaitable=_is_awaitable,
            middleware=self._told(ctx.lang),
        )
        executed = await result if isinstance(result, _AWAITABLE) else result
        begun = executed.data is not None or any(error.path is not None for error in executed.errors or ())
        return _response(ctx, executed.data, executed.errors or [], begun)

    def _told(self, lang: str) -> Translated | None:
        """Return what tells the schema's descriptions in a language, made when it is first asked for."""
        if is_english(lang):
            return None
        if lang not in self._translated:
            self._translated[lang] = Translated(self.schema, lang)
        return self._translated[lang]


def _unobserved(prepared: Prepared, seconds: float) -> None:
    pass


def errors_of(error: Exception, lang: str) -> list[dict[str, Any]]:
    """Return the errors of a response to a request that could not be answered at all."""
    if isinstance(error, NotValid):
        return formatted(error.problems, lang, "INVALID_QUERY")
    if isinstance(error, GraphQLError):
        return formatted([error], lang, "INVALID_QUERY")
    if isinstance(error, HeadlessError) and not is_masked(error):
        return [of_error(error, lang)]
    return [masked(error, incident(error), lang)]


def _marked(request: Request, operation: OperationDefinitionNode) -> Request:
    if operation.operation is OperationType.MUTATION:
        return replace(request, variables=marked(request.variables))
    return request


def _check_measured(principal: Principal, measured: Measure) -> None:
    check(measured)
    if measured.introspects:
        principal.require("schema:read")


def _operation_of(known: Known, request: Request) -> OperationDefinitionNode:
    """Return the operation asked for of a known document. Raise Invalid if the request does not name one."""
    if known.alone is not None and request.operation_name is None:
        return known.alone
    return _operation(known.document, request)


def _operation(document: DocumentNode, request: Request) -> OperationDefinitionNode:
    listed = list(operations(document))
    named = [node for node in listed if node.name is not None and node.name.value == request.operation_name]
    chosen = named if request.operation_name else listed
    if len(chosen) != 1:
        names = tuple(node.name.value for node in listed if node.name) or "none has a name"
        raise Invalid(
            Message("name one operation with operationName; there are: {names}", names=names), code="INVALID_QUERY"
        )
    if request.reads_only and chosen[0].operation is not OperationType.QUERY:
        raise Invalid(Message("a mutation is sent by POST"), code="METHOD_NOT_ALLOWED")
    return chosen[0]


def _response(ctx: ReadContext, data: Any, errors: Sequence[GraphQLError], begun: bool) -> dict[str, Any]:
    shown = [*formatted(errors, ctx.lang), *(of_error(note, ctx.lang) for note in ctx.notes)]
    return ({"data": data} if begun else {}) | ({"errors": shown} if shown else {})


def _is_awaitable(value: Any) -> TypeGuard[Awaitable[Any]]:
    return isinstance(value, _AWAITABLE)
