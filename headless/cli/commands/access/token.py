"""`headless token`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from headless.cli.shared.operators import operator_of
from headless.cli.shared.options import BurstOption, JsonOption, MerchantOption, PerDayOption
from headless.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headless.engine.program.partners import Partner
    from headless.models.tables.configuration.token_reads import StoredToken
    from headless.services.kernel.kernel import Kernel

TokenArgument = Annotated[str, typer.Argument(metavar="TOKEN", help="The id of the token, such as tok_01hzx6v4qk3t9.")]
PAGE = 1_000


def create(
    merchant: MerchantOption,
    scope: Annotated[
        list[str],
        typer.Option(help="What the token allows, such as members:read; admin allows everything. Repeatable."),
    ],
    name: Annotated[str, typer.Option(help="The name of its bearer in records.")] = "command line",
    source: Annotated[
        list[str] | None, typer.Option(help="A source that its events may name. Repeatable; by default any.")
    ] = None,
    event_type: Annotated[
        list[str] | None,
        typer.Option(help="A type of events that it may record, or of mutations. Repeatable; by default any."),
    ] = None,
    partner: Annotated[
        str | None, typer.Option(metavar="CODE", help="The partner whose token it is; by default the merchant's own.")
    ] = None,
    expires: Annotated[str | None, typer.Option(metavar="TIME", help="When it expires; by default never.")] = None,
    rate: Annotated[
        int | None, typer.Option(metavar="POINTS", help="Points that it may spend each second; by default any number.")
    ] = None,
    burst: BurstOption = None,
    per_day: PerDayOption = None,
) -> None:
    """Create a token and print its secret, which is never shown again.

    \b
    headless token create --merchant shop --scope admin
    headless token create --merchant shop --scope assets:write --scope members:read --partner iqiyi --name "iQIYI"
    headless token create --merchant shop --scope events:write --source pos --name "till 3" --expires 2027-01-01T00:00:00Z
    headless token create --merchant shop --scope members:read --name "reports" --rate 20 --per-day 100000
    """
    from headless.cli.shared.output import put
    from headless.cli.shared.rates import rate_of
    from headless.cli.shared.running import run
    from headless.cli.shared.times import instant
    from headless.services.configuration.tokens import create_token

    limit = rate_of(rate, burst, per_day)
    expires_at = None if expires is None else instant(expires)

    async def work(kernel: "Kernel") -> str:
        asking = await operator_of(kernel, merchant)
        made = await create_token(
            kernel, asking.merchant_id, name, scope, source or None, expires_at, event_types=event_type or None,
            partner=partner, rate=limit,
        )  # fmt: skip
        return made[1]

    put(run(work))


def listed(
    merchant: MerchantOption,
    every: Annotated[bool, typer.Option("--all", help="Those that have ended, too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List tokens, newest first, each with the one that made it, and when they were last used.

    \b
    headless token list --merchant shop
    headless token list --merchant shop --all --json
    """
    from headless.cli.shared.output import put_json, table
    from headless.cli.shared.running import run
    from headless.models.base.pages import PageRange
    from headless.models.tables.configuration.token_reads import page_of_tokens
    from headless.models.tables.configuration.tokens import has_ended

    async def work(kernel: "Kernel") -> list[dict[str, Any]]:
        async with kernel.db.read() as session:
            row = await kernel.programs.by_slug(session, merchant)
            page = PageRange(PAGE)
            tokens: list[StoredToken] = []
            while part := (await page_of_tokens(session, row.id, None, page))[:PAGE]:
                tokens += part
                page = PageRange(PAGE, (part[-1].id,))
            partners = (await kernel.programs.of(session, row)).partner_by_id
        now = kernel.clock.now_us()
        return [
            _document(token, row.time_zone, partners)
            for token in tokens
            if every or not has_ended(token.revoked_at, token.expires_at, now)
        ]

    documents = run(work)
    if as_json:
        put_json(documents)
        return
    titles = ("id", "name", "partner", "ends with", "made by", "created", "expires", "revoked", "last used", "scopes")
    keys = ("id", "name", "partner", "lastFour", "madeBy", "createdAt", "expiresAt", "revokedAt", "lastUsedAt")
    table(titles, [(*(token[key] for key in keys), _scopes(token["scopes"])) for token in documents])


def revoke(merchant: MerchantOption, token: TokenArgument) -> None:
    """Revoke a token, and with it all that it made.

    \b
    headless token revoke tok_01hzx6v4qk3t9 --merchant shop
    """
    from headless.cli.shared.output import say
    from headless.cli.shared.running import run
    from headless.ids import Prefix, decode
    from headless.services.configuration.tokens import revoke_token

    async def work(kernel: "Kernel") -> None:
        await revoke_token(kernel, await operator_of(kernel, merchant), decode(Prefix.TOKEN, token))

    run(work)
    say(Message("{token} is revoked. Servers follow within seconds.", token=token))


def rotate(
    merchant: MerchantOption,
    token: TokenArgument,
    overlap: Annotated[
        int, typer.Option(metavar="SECONDS", help="For how long the old secret goes on working; by default a day.")
    ] = 86_400,
    expires: Annotated[
        str | None, typer.Option(metavar="TIME", help="When the new one expires; by default as the old one.")
    ] = None,
) -> None:
    """Replace a token by one that may do the same, and print the new secret, which is never shown again.

    The new token takes over the tokens that the old one made.

    \b
    headless token rotate tok_01hzx6v4qk3t9 --merchant shop
    headless token rotate tok_01hzx6v4qk3t9 --merchant shop --overlap 0
    """
    from headless.cli.shared.output import put
    from headless.cli.shared.running import run
    from headless.cli.shared.times import instant
    from headless.ids import Prefix, decode
    from headless.services.configuration.tokens import rotate_token

    expires_at = None if expires is None else instant(expires)

    async def work(kernel: "Kernel") -> str:
        asking = await operator_of(kernel, merchant)
        return (await rotate_token(kernel, asking, decode(Prefix.TOKEN, token), overlap, expires_at))[1]

    put(run(work))


def _scopes(held: "Sequence[str]") -> str:
    from headless.services.kernel.scopes import ADMIN, SCOPES

    return ADMIN if set(held) == set(SCOPES) else ", ".join(held)


def _document(token: "StoredToken", time_zone: str, partners: "Mapping[int, Partner]") -> dict[str, Any]:
    import json

    from headless.cli.shared.times import shown
    from headless.ids import Prefix, encode
    from headless.services.rates.rates import read_limits

    partner = None if token.partner_id is None else partners.get(token.partner_id)
    lists = {"sources": token.sources, "eventTypes": token.event_types}
    ids = {"madeBy": token.made_by, "successor": token.successor_id}
    times = {
        "createdAt": token.created_at, "expiresAt": token.expires_at, "revokedAt": token.revoked_at,
        "lastUsedAt": token.last_used_at,
    }  # fmt: skip
    rate = read_limits(token.rate_limits).newest
    return {
        "id": encode(Prefix.TOKEN, token.id), "name": token.name, "lastFour": token.last_four,
        "scopes": json.loads(token.scopes),
        "partner": None if partner is None else partner.code,
        **{name: None if text is None else json.loads(text) for name, text in lists.items()},
        **{name: None if id_ is None else encode(Prefix.TOKEN, id_) for name, id_ in ids.items()},
        **{name: None if at is None else shown(at, time_zone) for name, at in times.items()},
        "rateLimit": None if rate is None else rate.shown,
    }  # fmt: skip
