"""`headless explain`: why something is as it is."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from headless.cli.shared.options import JsonOption
from headless.messages import Message

if TYPE_CHECKING:
    from headless.services.explaining.explain_for_operator import Why
    from headless.services.kernel.kernel import Kernel

MerchantHint = Annotated[
    str | None,
    typer.Option(
        "--merchant", "-m", metavar="SLUG", help="The member's merchant; needed only if several have such a number."
    ),
]
Lang = Annotated[str | None, typer.Option(help="The language: en or zh; by default the terminal's.")]


def member(
    ident: Annotated[str, typer.Argument(metavar="ID", help="The member's id (mem_…), number or external id.")],
    track: Annotated[str | None, typer.Option(help="Explain only the tier on this track.")] = None,
    asset: Annotated[str | None, typer.Option(help="Explain only the balance of this asset kind.")] = None,
    tag: Annotated[str | None, typer.Option(help="Explain only this tag.")] = None,
    merchant: MerchantHint = None,
    lang: Lang = None,
    as_json: JsonOption = False,
) -> None:
    """Explain a member's tiers, assets and tags.

    \b
    headless explain member mem_01hzx6v4qk3t9
    headless explain member 12346 --merchant shop --track main
    """
    from headless.cli.shared.language import terminal_language
    from headless.services.explaining.explain_for_operator import why_member

    asked = {"track": track, "asset": asset, "tag": tag}
    _answer(
        lambda kernel: why_member(kernel, ident, asked, merchant_slug=merchant, lang=lang or terminal_language()),
        as_json,
    )


def event(
    ident: Annotated[str, typer.Argument(metavar="ID", help="The event's id (evt_…).")],
    merchant: MerchantHint = None,
    lang: Lang = None,
    as_json: JsonOption = False,
) -> None:
    """Explain what an event did, and what each rule said about it.

    \b
    headless explain event evt_01hzx6v4qk3t9
    """
    from headless.cli.shared.language import terminal_language
    from headless.services.explaining.explain_for_operator import why_event

    _answer(lambda kernel: why_event(kernel, ident, merchant_slug=merchant, lang=lang or terminal_language()), as_json)


def _answer(ask: "Callable[[Kernel], Awaitable[Sequence[Why]]]", as_json: bool) -> None:
    from headless.cli.shared.output import put, put_json
    from headless.cli.shared.running import run

    answers: Sequence[Any] = run(ask)
    for why in answers:
        if as_json:
            put_json(why.to_json())
        else:
            put(Message("{about}: {text}", about=why.about, text=why.text) if why.about else why.text)
            for line in why.lines:
                put(Message("  {line}", line=line))
