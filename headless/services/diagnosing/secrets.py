"""What is stored under secret keys, and which of them this process has."""

from collections import Counter
from collections.abc import Sequence

from headless.messages import Message
from headless.services.diagnosing.findings import Finding, failure, fine, warning
from headless.services.kernel.kernel import Kernel
from headless.services.resealing.resealing import resting
from headless.services.sealing.sealed_secrets import Rest

PART = Message("secret key")


async def secret_findings(kernel: Kernel) -> Sequence[Finding]:
    """Return what cannot be opened, what still needs an old key, and what is not sealed."""
    counts = Counter((one.merchant, one.rest) for one in await resting(kernel))
    findings = [_finding(kernel, merchant, rest, count) for (merchant, rest), count in counts.items()]
    wrong = [finding for finding in findings if finding is not None]
    if not wrong and kernel.settings.secret_key_old:
        message = Message(
            "nothing that is stored needs an old key: HEADLESS_SECRET_KEY_OLD may go a day after the last process got the new one"
        )
        return [fine(PART, message)]
    return wrong


def _finding(kernel: Kernel, merchant: str, rest: Rest, count: int) -> Finding | None:
    named = {"count": count, "merchant": merchant}
    if rest is Rest.UNKNOWN:
        message = Message(
            "{count} secrets of {merchant} need a key that is not here: add it to HEADLESS_SECRET_KEY_OLD; "
            "headless secrets list names them",
            **named,
        )
        return failure(PART, message)
    if rest is Rest.OLD:
        message = Message(
            "{count} secrets of {merchant} need an old key; run headless secrets rotate, which says when it may go",
            **named,
        )
        return warning(PART, message)
    if rest is Rest.NONE and kernel.settings.secret_key is None:
        message = Message("{count} secrets of {merchant} are stored as they are: set HEADLESS_SECRET_KEY", **named)
        return warning(PART, message)
    if rest is Rest.NONE:
        message = Message("{count} secrets of {merchant} are stored as they are; run headless secrets rotate", **named)
        return warning(PART, message)
    return None
