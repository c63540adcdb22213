"""Webhook endpoints: saved, tried, and told again."""

import strawberry

from headless.ids import Prefix
from headless.resolvers.mutations import webhooks
from headless.resolvers.reading.nodes import loaded
from headless.schema.base.fields import batch, given, input_type, mutation, object_type, required, value
from headless.schema.base.scalars import JSON, DateTime
from headless.schema.mutations import payloads
from headless.schema.types.errors import UserError
from headless.schema.types.webhooks.webhooks import EndpointState, WebhookEndpoint

MANAGE = "webhooks:manage"
endpoint_of = loaded(Prefix.WEBHOOK, lambda row: row.id)


@input_type
class WebhookEndpointSaveInput:
    """An endpoint, new or changed. What is left out stays as it is. Saving it binds its payloads to what this token may see."""

    id: strawberry.ID | None = given("Which endpoint is changed; left out: a new one is made.")
    url: str | None = given("Its https address.")
    topics: list[str] | None = given('What it is told of: types of events, "event.failed", or "*" for all.')
    query: str | None = given(
        'The fields of Event that are sent, such as "{ type data member { number } }"; null: the usual ones.'
    )
    state: EndpointState | None = given("If it is told what happens; left out of a new one: ON.")
    rotate_secret: bool | None = given("Make a new secret. The old one signs as well for 24 hours.")
    expected_version: int | None = given("The version that this change is based on; refused if there is a newer one.")


@input_type
class WebhookReplayInput:
    """What is sent again: deliveries, or what an endpoint did not take, or all since a time. Messages keep their ids."""

    deliveries: list[strawberry.ID] | None = given("These, at most 1000; nothing else may be given then.")
    endpoint: strawberry.ID | None = given("The endpoint; without since: all that was given up of it.")
    since: DateTime | None = given("All that was queued from this time on, delivered or given up.")


@input_type
class WebhookTestInput:
    """An endpoint to send one message to."""

    endpoint: strawberry.ID = required("The endpoint.")
    event: strawberry.ID | None = given("The event to tell; left out: the newest of its topics.")


@object_type(public=True)
class WebhookEndpointPayload:
    """The endpoint that was saved."""

    endpoint: WebhookEndpoint | None = batch(endpoint_of, "The endpoint.", scope="webhooks:read")
    secret: str | None = value("The secret that signs, if it is new; it is never shown again.")
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True)
class WebhookReplayPayload:
    """What is sent again."""

    queued: int = value("How many deliveries were queued.")
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True)
class WebhookTrial:
    """A message that was sent to try an endpoint, and its answer. It was not queued, and counts nowhere."""

    url: str = value("Where it was sent.")
    headers: JSON = value("The headers that were sent.", read=lambda row: dict(row.headers))
    body: str = value("What was sent.")
    status: int | None = value("The HTTP status of the answer; null if there was none.")
    answer: str | None = value("The first 4096 bytes of the answer.")
    milliseconds: int = value("How long it took.")
    problem: str | None = value(
        "Why it would count as failed; null if the endpoint took it.", read=lambda row: row.problem
    )


@object_type(public=True)
class WebhookTestPayload:
    """The result of a dry run."""

    trial: WebhookTrial | None = value("The message and its answer.")
    user_errors: list[UserError] = payloads.errors()


@strawberry.type
class WebhookMutations:
    """Webhooks."""

    webhook_endpoint_save: WebhookEndpointPayload | None = mutation(
        webhooks.webhook_endpoint_save,
        "Make or change a webhook endpoint.",
        scope=MANAGE,
        takes=WebhookEndpointSaveInput,
    )
    webhook_replay: WebhookReplayPayload | None = mutation(
        webhooks.webhook_replay, "Send again what was delivered or given up.", scope=MANAGE, takes=WebhookReplayInput
    )
    webhook_test: WebhookTestPayload | None = mutation(
        webhooks.webhook_test,
        "Send one message to an endpoint at once, and show both request and answer.",
        scope=MANAGE,
        takes=WebhookTestInput,
    )
