"""`headless member`: what an operator does for one person."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from headless.cli.shared.operators import operator_of
from headless.cli.shared.options import JsonOption, MerchantOption
from headless.messages import Message

if TYPE_CHECKING:
    from headless.services.kernel.kernel import Kernel
    from headless.services.kernel.lookups import Lookup

WhoArgument = Annotated[
    str,
    typer.Argument(
        metavar="MEMBER",
        help="The member's id (mem_…), or KIND:VALUE, such as number:4711, email:a@b.org or identity:wechat:oABC.",
    ),
]


def erase(
    who: WhoArgument,
    merchant: MerchantOption,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Erase a member for good: identifiers, profile, personal data of events, and what plugins keep.

    Balances and the ledger stay, without a name. Open holds are released, unused coupons and grants are taken back. Ends with 1
    if a plugin could not erase its part: that is tried again by the worker, and headless verify names it.

    \b
    headless member erase number:4711 --merchant shop
    """
    from headless.cli.shared.output import FOUND, confirm, put, put_json, say
    from headless.cli.shared.running import run

    if dry_run:
        _preview(merchant, who, as_json)
        return
    if not yes:
        confirm(Message("Erase {who} of {merchant}? There is no way back", who=who, merchant=merchant))

    async def work(kernel: "Kernel") -> tuple[str, list[Any]]:
        return await _erased(kernel, merchant, who)

    member, outstanding = run(work)
    if as_json:
        put_json({"member": member, "outstanding": [left.to_json() for left in outstanding]})
    else:
        put(Message("erased: {member}", member=member))
    for left in outstanding:
        say(left.told())
    if outstanding:
        raise typer.Exit(FOUND)


def export(who: WhoArgument, merchant: MerchantOption) -> None:
    """Print all that is known of a member as one JSON document: every table, and what plugins keep.

    \b
    headless member export number:4711 --merchant shop > member.json
    """
    from headless.cli.shared.output import put_json
    from headless.cli.shared.running import run

    async def work(kernel: "Kernel") -> dict[str, Any]:
        from headless.services.lives.exporting import export_member

        return await export_member(kernel, await operator_of(kernel, merchant), _lookup(who))

    put_json(run(work))


def _preview(slug: str, who: str, as_json: bool) -> None:
    from dataclasses import asdict

    from headless.cli.shared.output import put, put_json
    from headless.cli.shared.running import run

    async def work(kernel: "Kernel") -> dict[str, Any]:
        from headless.services.lives.previews import preview_erasing

        async with kernel.db.read() as session:
            merchant = await kernel.programs.by_slug(session, slug)
        return asdict(await preview_erasing(kernel, merchant.id, _lookup(who)))

    would = run(work)
    if as_json:
        put_json(would)
        return
    put(Message("would erase: {member}", member=would["member"]))
    put(
        Message(
            "open holds released: {holds}, unused coupons taken back: {coupons}",
            holds=would["holds"],
            coupons=would["coupons"],
        )
    )
    put(
        Message(
            "benefits whose grants are taken back: {benefits}, waiting events that fail: {waiting}",
            benefits=would["benefits"],
            waiting=would["waiting"],
        )
    )
    put(Message("plugins asked: {plugins}", plugins=tuple(would["plugins"])))


def merge(
    source: Annotated[
        str, typer.Option("--from", metavar="MEMBER", help="The member who is merged, named as for erase.")
    ],
    into: Annotated[
        str, typer.Option("--into", metavar="MEMBER", help="The member who stays, with everything of both.")
    ],
    merchant: MerchantOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do, and do nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Merge two members who are one person. All that names the first names the other one afterwards.

    History, assets, holds, coupons, tiers, tags and what rules remember go along. There is no way back, so try --dry-run first.

    \b
    headless member merge --from number:4711 --into number:4712 --merchant shop --dry-run
    """
    from headless.cli.shared.output import confirm, put, put_json
    from headless.cli.shared.running import run

    if not (dry_run or yes):
        confirm(
            Message(
                "Merge {source} into {into} of {merchant}? There is no way back",
                source=source,
                into=into,
                merchant=merchant,
            )
        )

    async def work(kernel: "Kernel") -> tuple[dict[str, Any], list[Message]]:
        return await _merged(kernel, merchant, source, into, dry_run)

    document, lines = run(work)
    if as_json:
        put_json(document)
    else:
        for line in lines:
            put(line)


def _lookup(who: str) -> "Lookup":
    from headless.services.kernel.lookups import Lookup

    kind, _, value = who.partition(":")
    return Lookup.of({kind: value} if value else {"id": who})


async def _erased(kernel: "Kernel", slug: str, who: str) -> tuple[str, list[Any]]:
    from headless.errors import HeadlessError, Invalid, StorageError
    from headless.ids import Prefix, encode
    from headless.services.kernel.principals import operator
    from headless.services.lives.erasing import erase_member
    from headless.services.lives.plugin_erasures import outstanding_of, run_erasures

    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, slug)
    done = await erase_member(kernel, operator(merchant.id, slug), _lookup(who))
    if done.problem is not None or done.member_id is None:
        problem = done.problem
        raise Invalid(
            problem.message if problem else Message("nothing was erased"), code=problem.code if problem else "FAILED"
        )
    member = encode(Prefix.MEMBER, done.member_id)
    try:
        await run_erasures(kernel, merchant)
    except StorageError:
        message = Message(
            "{member} is erased. The database failed before plugins were asked for their part: the worker asks them",
            member=member,
        )
        raise HeadlessError(message, code="ERASURES_WAIT") from None
    return member, await outstanding_of(kernel, merchant, done.member_id)


async def _merged(
    kernel: "Kernel", slug: str, source: str, into: str, dry_run: bool
) -> tuple[dict[str, Any], list[Message]]:
    """Merge, or only look, and return what is told to programs and to people."""
    from headless.errors import Invalid
    from headless.ids import Prefix, encode
    from headless.services.lives.merge_previews import preview_merge
    from headless.services.lives.merging import merge_members

    principal = await operator_of(kernel, slug)
    if dry_run:
        preview = await preview_merge(kernel, principal, _lookup(source), _lookup(into))
        return preview.to_json(), preview.lines()
    done = await merge_members(kernel, principal, _lookup(source), _lookup(into), None)
    if done.problem is not None or done.member_id is None:
        problem = done.problem
        raise Invalid(
            problem.message if problem else Message("nothing was merged"), code=problem.code if problem else "FAILED"
        )
    member = encode(Prefix.MEMBER, done.member_id)
    return {"member": member}, [Message("merged into {member}", member=member)]
