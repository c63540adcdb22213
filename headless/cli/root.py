"""The tree of commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from headless.cli.commands import (
    clock,
    demo,
    doubles,
    events,
    explain,
    lives,
    merchant,
    migrate,
    report,
    schema,
    serve,
    verify,
    worker,
)
from headless.cli.commands.access import audit, secrets, token
from headless.cli.commands.documents import documents
from headless.cli.commands.imports.balances import balances
from headless.cli.commands.imports.members import members
from headless.cli.commands.imports.orders import orders
from headless.cli.commands.imports.standings import standings
from headless.cli.commands.installation import backup, check, doctor
from headless.cli.commands.plugins import check as check_plugin
from headless.cli.commands.plugins import new as new_plugin
from headless.cli.commands.plugins import plugins, try_change
from headless.cli.commands.plugins import purge as plugin_data
from headless.cli.commands.webhooks import webhooks
from headless.cli.commands.webhooks.listen import listen
from headless.cli.help.commands import Command, Group
from headless.cli.shared.language import terminal_language
from headless.cli.shared.output import WRONG_USE, fail, say
from headless.engine.texts.languages import is_english
from headless.errors import HeadlessError, StorageBusy, UniqueViolation
from headless.logs import get_logger
from headless.messages import Message

DRIVERS = ("aiosqlite", "asyncpg", "sqlite3", "tortoise")
LOST = {
    "InterfaceError",
    "ConnectionDoesNotExistError",
    "ConnectionFailureError",
    "AdminShutdownError",
    "CrashShutdownError",
}
"""What drivers raise when the database is gone."""
FULL = ("disk is full", "no space left")
ABORTED = 1
HELP_ASKED_FOR = "NoArgsIsHelpError"
"""What typer raises to show the help of a group. It has no public name."""
log = get_logger(__name__)
HELP = """A headless membership backend: events come in, assets, tiers and tags are served through GraphQL.

\b
First steps:
  headless demo                                    serve a shop with a year of real orders
\b
  headless merchant create shop --currency GBP --time-zone Europe/London
  headless token create --merchant shop --scope admin
  headless import orders orders.csv --merchant shop --create-members --map order=Invoice ...
  headless serve

\b
Settings come from the environment:
  HEADLESS_DATABASE_URL   sqlite:///headless.db (default, created when needed) or postgresql://user:password@host/database
  HEADLESS_SECRET_KEY     at least 32 random characters; the same for all processes that serve
  HEADLESS_PLUGINS        names of installed plugins to load, separated by commas; by default all
  HEADLESS_STRICT         on: a plugin that cannot be loaded is fatal; by default it is left out and reported
  HEADLESS_AUTO_MIGRATE   off: only headless migrate changes tables; by default every command brings them up to date
  HEADLESS_CORS_ORIGINS   origins whose pages may call this server, separated by commas; by default none
  HEADLESS_CACHE_SECONDS  for how long browsers may keep published configuration; 60 by default
  HEADLESS_BATCH          how many operations one request may hold; 10 by default
  HEADLESS_DOCUMENTS      members or only: members, or everyone, must send trusted documents; by default any
  HEADLESS_GRAPHIQL       on: browsers get GraphiQL at /graphql
  HEADLESS_LANG           en or zh, the language of what commands print; by default the terminal's (LANG)
  HEADLESS_LOG_LEVEL      debug, info (default), warning or error
  HEADLESS_LOG_FORMAT     json or console; by default console at a terminal, otherwise json

\b
Results go to standard output, messages to standard error.
The exit code is 0 for success, 1 for success with findings (drift, rejected lines) and 2 for wrong use.
"""


class Commands(Group):
    """A group whose errors are one clear line, never a traceback and never what a database says."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read the arguments of the group itself."""
        with _worded_errors():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run the command, and end with 2 if it raises a HeadlessError or the database fails."""
        try:
            with _worded_errors():
                return super().invoke(ctx)
        except HeadlessError as fault:
            if "sql" not in fault.data:
                fail(fault.message)
            _say_failed(fault)
        except Exception as fault:
            is_lost = isinstance(fault, ConnectionError) and not isinstance(fault, BrokenPipeError)
            if not is_lost and type(fault).__module__.partition(".")[0] not in DRIVERS:
                raise
            _say_failed(fault)
        raise typer.Exit(WRONG_USE)


@contextmanager
def _worded_errors() -> Iterator[None]:
    """Raise typer's own errors in the language of the terminal."""
    try:
        yield
    except typer.TyperException as fault:
        lang = terminal_language()
        if is_english(lang) or type(fault).__name__ == HELP_ASKED_FOR:
            raise
        from headless.cli.help.wrong_use import WrongUse

        raise WrongUse(fault, lang) from None
    except typer.Abort:
        if is_english(terminal_language()):
            raise
        say(Message("Aborted!"))
        raise typer.Exit(ABORTED) from None


def _say_failed(fault: Exception) -> None:
    """Say that the database failed. What it said is for those who ask for it."""
    log.debug("the database failed", error=str(fault), kind=type(fault).__name__)
    cause = fault.__cause__ or fault
    if isinstance(fault, StorageBusy | UniqueViolation):
        why = Message("another process was writing at the same time")
    elif isinstance(cause, OSError) or type(cause).__name__ in LOST:
        why = Message("the connection to the database was lost")
    elif any(word in str(cause).lower() for word in FULL) or type(cause).__name__ == "DiskFullError":
        why = Message("the database has no room left on its disk")
    else:
        why = Message("the database did not take what was to be written")
    say(
        Message(
            "headless: {why}. The last step was undone, and what was finished before it stays: run the command again",
            why=why,
        )
    )
    say(Message("If it fails again, HEADLESS_LOG_LEVEL=debug shows what the database said."))


def make_app() -> typer.Typer:
    """Build the command line."""
    app = _group(HELP, cls=Commands)
    app.command("demo", cls=Command)(demo.demo)
    app.command("serve", cls=Command)(serve.serve)
    app.command("worker", cls=Command)(worker.worker)
    app.command("migrate", cls=Command)(migrate.migrate)
    app.command("clock", cls=Command)(clock.clock)
    app.command("schema", cls=Command)(schema.schema)
    app.command("verify", cls=Command)(verify.verify)
    app.command("audit", cls=Command)(audit.audit)
    app.command("doctor", cls=Command)(doctor.doctor)
    app.command("check", cls=Command)(check.check)
    app.command("backup", cls=Command)(backup.backup)
    _add(
        app,
        "merchant",
        "Create, list and change merchants.",
        create=merchant.create,
        list=merchant.listed,
        country=merchant.country,
        **{"limit": merchant.limit, "claim-for": merchant.claim_for},
    )
    of_tokens = {"create": token.create, "list": token.listed, "revoke": token.revoke, "rotate": token.rotate}
    _add(app, "token", "Create, list, revoke and replace tokens for the API.", **of_tokens)
    of_secrets = {"list": secrets.listed, "rotate": secrets.rotate}
    _add(app, "secrets", "List what is stored under secret keys, and seal it with the present one.", **of_secrets)
    of_documents = {"add": documents.add, "list": documents.listed, "remove": documents.remove}
    _add(app, "documents", "Store GraphQL documents that front ends name by id.", **of_documents)
    of_members = {"erase": lives.erase, "export": lives.export, "merge": lives.merge, "doubles": doubles.doubles}
    _add(app, "member", "Export, erase or merge members, and find those that are stored twice.", **of_members)
    imports = {"orders": orders, "members": members, "balances": balances, "standings": standings}
    _add(app, "import", "Import orders, members, balances and tiers from CSV files, plain or .gz.", **imports)
    _add(app, "report", "Print reports about a merchant.", liability=report.liability, partner=report.partner)
    of_webhooks = {"list": webhooks.listed, "replay": webhooks.replay, "listen": listen}
    _add(app, "webhooks", "List webhook endpoints, send again, and listen on this machine.", **of_webhooks)
    _add(app, "events", "List events that wait, and events that failed.", waiting=events.waiting, failed=events.failed)
    explained = {"member": explain.member, "event": explain.event}
    _add(app, "explain", "Explain a member's tiers, assets and tags, or what an event did.", **explained)
    _add(
        app,
        "plugins",
        "Write plugins, check them, try them on recorded events, and delete their data.",
        list=plugins.listed,
        new=new_plugin.made,
        check=check_plugin.checked,
        purge=plugin_data.purge,
        **{"try": try_change.tried},
    )
    return app


def _group(text: str, cls: type[Group] = Group) -> typer.Typer:
    return typer.Typer(
        help=text,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        cls=cls,
    )


def _add(app: typer.Typer, name: str, text: str, **commands: Any) -> None:
    group = _group(text)
    for command, function in commands.items():
        group.command(command, cls=Command)(function)
    app.add_typer(group, name=name)
