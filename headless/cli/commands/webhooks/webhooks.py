"""`headless webhooks list` and `replay`: endpoints of other systems, and what is sent to them again."""

from typing import TYPE_CHECKING, Annotated

import typer

from headless.cli.shared.options import JsonOption, MerchantOption
from headless.messages import Message

if TYPE_CHECKING:
    from headless.models.tables.webhooks.delivery_pages import Waiting
    from headless.models.tables.webhooks.endpoints import StoredEndpoint
    from headless.services.kernel.kernel import Kernel


def listed(merchant: MerchantOption, as_json: JsonOption = False) -> None:
    """List the webhook endpoints of a merchant, with what waits for them and what was given up.

    \b
    headless webhooks list --merchant shop
    headless webhooks list --merchant shop --json
    """
    from headless.cli.shared.language import terminal_language
    from headless.cli.shared.output import put, put_json, table
    from headless.cli.shared.running import run
    from headless.engine.texts.wording import kept_text
    from headless.models.tables.webhooks.delivery_pages import waiting_by_endpoint
    from headless.models.tables.webhooks.endpoints import all_endpoints

    async def work(kernel: "Kernel") -> "list[tuple[StoredEndpoint, Waiting | None]]":
        async with kernel.db.read() as session:
            known = await kernel.programs.by_slug(session, merchant)
            waiting = await waiting_by_endpoint(session, known.id)
            return [(endpoint, waiting.get(endpoint.id)) for endpoint in await all_endpoints(session, known.id)]

    endpoints = [
        _document(endpoint, waits, kept_text(endpoint.problem, terminal_language())) for endpoint, waits in run(work)
    ]
    if as_json:
        put_json(endpoints)
    elif endpoints:
        titles = ("id", "state", "waiting", "given up", "topics", "url", "problem")
        names = ("id", "state", "waiting", "givenUp", "topics", "url", "problem")
        rows = [[", ".join(one[name]) if name == "topics" else one[name] for name in names] for one in endpoints]  # type: ignore[arg-type]
        table(titles, rows, right=(2, 3))
    else:
        put(Message("no webhook endpoints"))


def replay(
    merchant: MerchantOption,
    deliveries: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Deliveries: msg_…")] = None,
    endpoint: Annotated[
        str | None, typer.Option(metavar="ID", help="An endpoint; without --since: what was given up of it.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="All that was queued from this time on, delivered or given up.")
    ] = None,
) -> None:
    """Send again what was delivered or given up. Messages keep their ids, so that receivers know what they have.

    \b
    headless webhooks replay --merchant shop --endpoint hook_01hzx6v4qk3t9
    headless webhooks replay --merchant shop --since 2026-05-01T00:00:00Z
    headless webhooks replay msg_01hzx6v4qk3t9 --merchant shop
    """
    from headless.cli.shared.output import say
    from headless.cli.shared.running import run
    from headless.cli.shared.times import instant
    from headless.ids import Prefix, decode
    from headless.services.webhooks import replaying

    ids = [decode(Prefix.DELIVERY, id_) for id_ in deliveries] if deliveries else None
    at = None if since is None else instant(since)
    of = None if endpoint is None else decode(Prefix.WEBHOOK, endpoint)

    async def work(kernel: "Kernel") -> int:
        async with kernel.db.read() as session:
            known = await kernel.programs.by_slug(session, merchant)
        return await replaying.replay(kernel, known.id, deliveries=ids, endpoint=of, since=at)

    say(Message("{count} deliveries are sent again", count=run(work)))


def _document(endpoint: "StoredEndpoint", waits: "Waiting | None", problem: str | None) -> dict[str, object]:
    from headless.ids import Prefix, encode

    return {
        "id": encode(Prefix.WEBHOOK, endpoint.id), "url": endpoint.url, "topics": endpoint.listed_topics,
        "state": endpoint.shown_state.name, "failures": endpoint.failures, "problem": problem,
        "waiting": waits.waiting if waits else 0, "givenUp": waits.given_up if waits else 0,
    }  # fmt: skip
