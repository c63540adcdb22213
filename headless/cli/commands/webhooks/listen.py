"""`headless webhooks listen`: a program on this machine is told what happens, while it is written."""

from typing import TYPE_CHECKING, Annotated

import typer

from headless.cli.shared.options import MerchantOption
from headless.messages import Message

if TYPE_CHECKING:
    from headless.services.kernel.kernel import Kernel
    from headless.services.webhooks.listening import Told

TOPICS_HELP = "What it is told of: a type of events or event.failed. May be repeated; by default all."


def listen(
    merchant: MerchantOption,
    forward: Annotated[
        str, typer.Option(metavar="URL", help="Where your program listens, such as http://localhost:3000/hooks.")
    ],
    topic: Annotated[list[str] | None, typer.Option(help=TOPICS_HELP)] = None,
    query: Annotated[
        str | None, typer.Option(help="The fields of Event that are sent; by default the usual ones.")
    ] = None,
    secret: Annotated[
        str | None, typer.Option(metavar="WHSEC", help="The secret that signs; by default a new one is printed.")
    ] = None,
) -> None:
    """Tell a program on this machine what happens from now on, until stopped with Ctrl+C.

    Messages are made and signed as those to endpoints, from the database, as the operator sees it. They are sent once: nothing is
    queued, and no endpoint is needed.

    \b
    headless webhooks listen --merchant shop --forward http://localhost:3000/hooks
    headless webhooks listen --merchant shop --forward http://localhost:3000/hooks --topic order.paid --topic tier.changed
    """
    from headless.cli.shared.output import fail
    from headless.cli.shared.running import run
    from headless.services.outgoing.requests import is_allowed
    from headless.services.webhooks.signatures import is_secret, new_secret

    if not is_allowed(forward, local=True):
        fail(Message("--forward {url}: give an address such as http://localhost:3000/hooks", url=forward))
    if secret is not None and not is_secret(secret):
        fail(Message("--secret: give whsec_ and 24 to 64 bytes in base64"))
    signing = secret or new_secret()
    run(lambda kernel: _listen(kernel, merchant, forward, topic or ["*"], query, signing))


async def _listen(kernel: "Kernel", slug: str, forward: str, topics: list[str], query: str | None, secret: str) -> None:
    import asyncio
    import signal

    from headless.cli.shared.couriers import make_courier
    from headless.cli.shared.output import put, say
    from headless.services.kernel.principals import system
    from headless.services.webhooks.listening import Listener
    from headless.services.webhooks.payloads import query_of

    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, slug)
    queries = make_courier(kernel).queries()
    operator = system(merchant.id, merchant.slug)
    queries.check(operator, query_of(operator, query))
    listener, stop = Listener(kernel, merchant, queries, forward, secret, topics, query), asyncio.Event()
    for name in ("SIGINT", "SIGTERM"):
        asyncio.get_running_loop().add_signal_handler(getattr(signal, name), stop.set)
    await listener.begin()
    say(Message("signed with {secret}", secret=secret))
    say(Message("telling {url} (stop with Ctrl+C)", url=forward))
    async for told in listener.told(stop):
        put(_line(told))


def _line(told: "Told") -> str:
    from headless.cli.shared.language import terminal_language
    from headless.engine.texts.wording import worded
    from headless.ids import Prefix, encode

    ended = told.status or ""
    problem = "" if told.problem is None or told.status is not None else worded(told.problem, terminal_language())
    shown = f"{encode(Prefix.EVENT, told.event.id)}  {told.event.topic}  {ended} {problem}".rstrip()
    return f"{shown}  {round(1_000 * told.seconds)} ms"
