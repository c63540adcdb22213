"""`headless demo`."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from headless.messages import Message

if TYPE_CHECKING:
    from headless.config import Settings


def demo(
    host: Annotated[
        str | None, typer.Option(help="The address to listen on; by default HEADLESS_HOST or 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="The port; by default HEADLESS_PORT or 8000.", min=1, max=65535)
    ] = None,
    lang: Annotated[
        str, typer.Option(help="Whose shop: en for one in dollars, zh for one in yuan with Chinese names.")
    ] = "en",
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Create the demo without serving it.")] = False,
) -> None:
    """Create a shop from a year of real orders, and serve it.

    It is a sandbox merchant `demo` (`demo-zh` with --lang zh) with tiers, points, coupons, benefits, tags and the installed
    plugins, in a SQLite file of its own (headless-demo.db) unless HEADLESS_DATABASE_URL is set. The command prints a summary,
    access tokens and sample queries. A second run uses the existing shop.

    \b
    headless demo
    headless demo --lang zh
    headless demo --no-serve
    """
    import asyncio

    from headless.cli.commands.serve import listen
    from headless.cli.shared.language import terminal_language
    from headless.cli.shared.output import put, shown
    from headless.cli.shared.progress import shown_progress
    from headless.demo import EDITIONS, demo_settings, make_demo
    from headless.engine.texts.languages import is_english
    from headless.logs import set_up_logging

    if lang not in EDITIONS:
        raise typer.BadParameter(
            shown(Message("{lang!r} is not one of {known}", lang=lang, known=tuple(EDITIONS))), param_hint="--lang"
        )
    settings, reader = demo_settings(os.environ), terminal_language()
    set_up_logging(settings.log_level, settings.log_format)
    with shown_progress() as tell:
        made = asyncio.run(make_demo(settings, tell, lang, None if is_english(reader) else reader))
    put(made.text(host or settings.host, port or settings.port))
    if not no_serve:
        _hand_on(settings)
        listen(settings, host, port)


def _hand_on(settings: "Settings") -> None:
    """Put settings into the environment, which the server's processes read themselves."""
    from headless.config import FILE, PREFIX, SECRETS

    for field in SECRETS:
        os.environ.pop(f"{PREFIX}{field.upper()}{FILE}", None)
    os.environ["HEADLESS_DATABASE_URL"] = settings.database_url
    os.environ["HEADLESS_SECRET_KEY"] = settings.secret_key or ""
    os.environ["HEADLESS_CORS_ORIGINS"] = ",".join(settings.cors_origins)
    os.environ["HEADLESS_GRAPHIQL"] = "on" if settings.graphiql else "off"
