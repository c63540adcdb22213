"""`headless secrets`."""

from typing import TYPE_CHECKING

import typer

from headless.cli.shared.options import JsonOption
from headless.messages import Message

if TYPE_CHECKING:
    from headless.services.kernel.kernel import Kernel
    from headless.services.resealing.resealing import Resting


def listed(as_json: JsonOption = False) -> None:
    """List what is stored under secret keys, and which key opens it. It only reads, and shows no secret.

    \b
    headless secrets list
    headless secrets list --json
    """
    from headless.cli.shared.output import put_json, shown, table
    from headless.cli.shared.running import run

    resting = run(_resting)
    if as_json:
        put_json(
            [
                {
                    "merchant": one.merchant,
                    "secret": shown(one.told),
                    "key": one.rest.value,
                    "until": _until(one) or None,
                }
                for one in resting
            ]
        )
        return
    keys = {
        "present": Message("the present key"),
        "old": Message("an old key"),
        "unknown": Message("a key that is not here"),
        "none": Message("not sealed"),
    }
    table(
        ("merchant", "secret", "key", "until"),
        [(one.merchant, one.told, keys[one.rest.value], _until(one)) for one in resting],
    )


def rotate() -> None:
    """Seal all that is stored with the present HEADLESS_SECRET_KEY, and say when HEADLESS_SECRET_KEY_OLD may go.

    Run it once all processes have the new key. It may be run again at any time. Ends with 1 if something needs a key that is
    not here.

    \b
    headless secrets rotate
    """
    from headless.cli.shared.output import FOUND, fail, put, say
    from headless.cli.shared.running import run
    from headless.services.resealing.resealing import reseal
    from headless.services.sealing.sealed_secrets import Rest

    async def work(kernel: "Kernel") -> tuple[int, list["Resting"]]:
        if kernel.settings.secret_key is None:
            fail(Message("set HEADLESS_SECRET_KEY first: at least 32 random characters"))
        return await reseal(kernel), await _resting(kernel)

    count, resting = run(work)
    put(Message("{count} sealed with the present key", count=count))
    unknown = [one for one in resting if one.rest is Rest.UNKNOWN]
    for one in unknown:
        say(
            Message(
                "{secret} of {merchant}: needs a key that is not here; add it to HEADLESS_SECRET_KEY_OLD",
                secret=one.told,
                merchant=one.merchant,
            )
        )
    old = [one for one in resting if one.rest is Rest.OLD]
    for one in old:
        put(
            Message(
                "{secret} of {merchant}: need an old key until {until} at the latest; leave it in HEADLESS_SECRET_KEY_OLD",
                secret=one.told,
                merchant=one.merchant,
                until=_until(one),
            )
        )
    if not old and not unknown:
        put(
            Message(
                "nothing that is stored needs an old key: HEADLESS_SECRET_KEY_OLD may go a day after the last process got "
                "the new one"
            )
        )
    if unknown:
        raise typer.Exit(FOUND)


async def _resting(kernel: "Kernel") -> list["Resting"]:
    from headless.services.resealing.resealing import resting

    return await resting(kernel)


def _until(one: "Resting") -> str:
    from headless.cli.shared.times import shown

    return "" if one.until is None else shown(one.until, "UTC")
