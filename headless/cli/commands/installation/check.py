"""`headless check`."""

from typing import TYPE_CHECKING

from headless.cli.shared.options import JsonOption, MerchantOption

if TYPE_CHECKING:
    from headless.engine.advice.records import Advice
    from headless.services.kernel.kernel import Kernel


def check(merchant: MerchantOption, as_json: JsonOption = False) -> None:
    """Look for what a merchant's configuration says and hardly means. It only reads.

    It names tiers that get less than lower ones, have no member or have all, benefits that can never be available, coupons that
    are worth more than their minimum, rewards that cost less than their worth earns, and codes of what is not there.

    Ends with 1 if there is something to say.

    \b
    headless check --merchant shop
    headless check --merchant shop --json
    """
    import typer

    from headless.cli.shared.output import FOUND, put, put_json, shown, table
    from headless.cli.shared.running import run
    from headless.messages import Message
    from headless.services.advising.advising import check_merchant

    async def work(kernel: "Kernel") -> "list[Advice]":
        return await check_merchant(kernel, merchant)

    advice = run(work)
    if as_json:
        put_json([{"code": one.code, "about": one.about, "message": shown(one.message)} for one in advice])
    elif advice:
        table(("code", "about", "advice"), [(one.code, one.about, one.message) for one in advice])
    else:
        put(Message("nothing to say of {merchant}", merchant=merchant))
    if advice:
        raise typer.Exit(FOUND)
