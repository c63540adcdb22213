"""POST /events: CloudEvents as structured JSON, one or a batch.

`id` and `source` are the event's identity, `type` its type, `time` when it happened, `data` its data, and `subject` names
the member: `number:4711`, `externalId:…`, `phone:…`, `email:…`, `identity:<system>:…` or `id:mem_…`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response

from headless.engine.explaining.fact_scopes import PROFILE
from headless.engine.texts.wording import worded
from headless.engine.values.limits import BATCH_EVENTS
from headless.engine.values.problems import Problem, as_told
from headless.errors import Invalid
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.schema.base.scalars import read_instant, read_json
from headless.services.intake.events import EventInput, Recorded, record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import PERSONAL, Lookup
from headless.services.kernel.principals import Principal
from headless.web.authentication import Authentication
from headless.web.bodies import json_body, media_type
from headless.web.metrics import Metrics
from headless.web.problems import Malformed, answer, language_of

ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
STATUSES = {"CONFLICT": 409, "INVALID": 422, "REFUSED": 422}
TEXT_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class EventsEndpoint:
    """The intake of events."""

    kernel: Kernel
    authentication: Authentication
    metrics: Metrics

    async def answer(self, request: Request) -> Response:
        """Record what was sent. One event: its result, and the status of it. A batch: 200, and one result for each."""
        principal = await self.authentication.of(request)
        principal.require("events:write")
        document = await _document(request)
        await self.authentication.pay_for_body(request, principal)
        listed = document if isinstance(document, list) else [document]
        results = await self._record(principal, listed, language_of(request))
        if isinstance(document, list):
            return answer({"results": results})
        return answer(results[0], STATUSES.get(results[0]["status"], 200))

    async def _record(self, principal: Principal, listed: list[Any], lang: str) -> list[dict[str, Any]]:
        read = [_event(principal, sent) for sent in listed]
        inputs = [event for event in read if isinstance(event, EventInput)]
        settled = iter(await record_events(self.kernel, principal, inputs) if inputs else [])
        results = [
            next(settled) if isinstance(event, EventInput) else Recorded("INVALID", problem=event) for event in read
        ]
        self.metrics.events(Counter(recorded.outcome for recorded in results))
        return [_result(sent, recorded, principal, lang) for sent, recorded in zip(listed, results, strict=True)]


async def _document(request: Request) -> Any:
    media = media_type(request)
    if media not in (ONE, BATCH, "application/json"):
        message = Message(
            "the content type is {media}: send {one}, or {batch} for a list",
            media=media[:60] or "nothing",
            one=ONE,
            batch=BATCH,
        )
        raise Malformed(message, code="UNSUPPORTED_MEDIA_TYPE", status=415)
    document = await json_body(request)
    if media == BATCH and not isinstance(document, list):
        raise Malformed(Message("a body of {batch} is a list of events", batch=BATCH), code="INVALID_REQUEST")
    if media == ONE and not isinstance(document, dict):
        raise Malformed(Message("a body of {one} is one event, an object", one=ONE), code="INVALID_REQUEST")
    if not isinstance(document, list | dict):
        raise Malformed(Message("the body is neither an event nor a list of events"), code="INVALID_REQUEST")
    if isinstance(document, list) and not 1 <= len(document) <= BATCH_EVENTS:
        message = Message(
            "a batch holds 1 to {batch_events} events, this one {count}: split it",
            batch_events=BATCH_EVENTS,
            count=len(document),
        )
        raise Malformed(message, code="BATCH_SIZE")
    return document


def _event(principal: Principal, given: Any) -> EventInput | Problem:
    try:
        return read_event(principal, given)
    except Invalid as error:
        return Problem("INVALID", error.code, error.message, path=tuple(error.data.get("path", ())))


def read_event(principal: Principal, given: Any) -> EventInput:
    """Return a CloudEvent as the use case takes it.

    Raises:
        Invalid: an attribute is wrong; `data` names it.
        Denied: the event names its member by phone or e-mail, and the token may not.
    """
    if not isinstance(given, Mapping):
        raise _invalid(Message("an event is an object"), "")
    if given.get("specversion") != "1.0":
        raise _invalid(Message('specversion must be "1.0"'), "specversion")
    if "data_base64" in given:
        raise _invalid(Message("data must be JSON, not base64"), "data_base64")
    type_ = _text(given, "type")
    return EventInput(
        type_, _data(given), _subject(principal, given), _text(given, "source"), _text(given, "id"), _time(given)
    )


def _text(given: Mapping[str, Any], name: str) -> str:
    text = given.get(name)
    if not isinstance(text, str) or not 1 <= len(text) <= TEXT_CHARACTERS:
        raise _invalid(
            Message(
                "{name} must be a text of 1 to {text_characters} characters", name=name, text_characters=TEXT_CHARACTERS
            ),
            name,
        )
    return text


def _subject(principal: Principal, given: Mapping[str, Any]) -> Lookup | None:
    subject = given.get("subject")
    if subject is None:
        return None
    kind, _, named = subject.partition(":") if isinstance(subject, str) else ("", "", "")
    try:
        lookup = Lookup.of({kind: named})
    except Invalid:
        raise _invalid(Message("subject names the member, such as number:4711 or externalId:A-1"), "subject") from None
    if lookup.kind in PERSONAL:
        principal.require("members:pii")
    return lookup


def _data(given: Mapping[str, Any]) -> Any:
    try:
        return read_json(given.get("data"))
    except GraphQLError as error:
        raise _invalid(Message("data: {fault}", fault=error.message), "data") from None


def _time(given: Mapping[str, Any]) -> int | None:
    try:
        return None if given.get("time") is None else read_instant(given["time"])
    except GraphQLError as error:
        raise _invalid(Message("time: {fault}", fault=error.message), "time") from None


def _invalid(message: Message, name: str) -> Invalid:
    return Invalid(message, code="INVALID_CLOUD_EVENT", data={"path": [name] if name else []})


def _result(sent: Any, recorded: Recorded, principal: Principal, lang: str) -> dict[str, Any]:
    kinds = None if principal.partner_id is None else ()
    named = {name: sent.get(name) for name in ("id", "source")} if isinstance(sent, Mapping) else {}
    return {
        **named,
        "status": recorded.outcome,
        "event": None if recorded.event_id is None else encode(Prefix.EVENT, recorded.event_id),
        "member": None
        if recorded.member_id is None or not principal.has(PROFILE)
        else encode(Prefix.MEMBER, recorded.member_id),
        "errors": [_error(as_told(problem, principal.has, kinds), lang) for problem in recorded.problems],
    }


def _error(problem: Problem, lang: str) -> dict[str, Any]:
    return {"code": problem.code, "message": worded(problem.message, lang), "path": list(problem.path), **problem.data}
