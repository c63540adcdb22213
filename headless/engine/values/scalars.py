"""The numbers and texts that a condition may hold, and the errors that name a wrong one."""

import math
import re
from decimal import Decimal
from typing import Any as Json
from typing import NoReturn

from headless.engine.values import limits
from headless.engine.values.comparisons import Op
from headless.errors import Invalid
from headless.messages import Message

Path = tuple[str, ...]

_PLAIN = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?", re.ASCII)
_UNSPEAKABLE = re.compile(r'[\x00-\x1f"\\\ud800-\udfff]')


def wrong(path: Path, message: Message) -> NoReturn:
    """Raise Invalid with the place of what is wrong."""
    place = "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in path)
    raise Invalid(
        Message("condition{place}: {message}", place=place, message=message),
        code="INVALID_CONDITION",
        data={"path": list(path)},
    )


def number(value: Json, path: Path) -> int | Decimal:
    """Read a number from JSON. A fraction is read by its digits, so that 99.5 is exactly 99.5."""
    if isinstance(value, bool) or not isinstance(value, int | str | float | Decimal):
        wrong(path, Message('{quoted} is not a number: write 3 or "99.50"', quoted=quoted(value)))
    if isinstance(value, float) and not math.isfinite(value):
        wrong(path, Message("must be a finite number"))
    text = _plain(value)
    if len(text) > 40 or _PLAIN.fullmatch(text) is None:
        wrong(
            path,
            Message(
                "{quoted} is not a plain number with at most {threshold_digits} digits before and "
                "{threshold_decimals} after the point",
                quoted=quoted(value),
                threshold_digits=limits.THRESHOLD_DIGITS,
                threshold_decimals=limits.THRESHOLD_DECIMALS,
            ),
        )
    return int(text) if isinstance(value, int) else Decimal(text)


def _plain(value: int | str | float | Decimal) -> str:
    if isinstance(value, int):
        return str(value) if abs(value) < 10**limits.THRESHOLD_DIGITS else "too large"
    if isinstance(value, str):
        return value
    number = Decimal(repr(value)) if isinstance(value, float) else value
    if not number.is_finite() or abs(number.adjusted()) > limits.THRESHOLD_DIGITS:
        return str(number)
    return f"{number:f}"


def attribute_number(op: Op, value: int | float | Decimal, path: Path) -> int | Decimal | bool:
    """Read a number, or true or false if the op allows it."""
    if isinstance(value, bool):
        if op not in (Op.EQ, Op.NEQ, Op.IN):
            wrong(path, Message("true and false are compared with EQ, NEQ or IN"))
        return value
    exact = number(value, path)
    return int(exact) if exact == int(exact) else exact


def text_value(value: Json, path: Path) -> str:
    """Read a text that both databases can compare and look up."""
    if not isinstance(value, str) or not value:
        wrong(path, Message("{quoted} is not a text", quoted=quoted(value)))
    if len(value) > limits.CONDITION_TEXT:
        wrong(path, Message("longer than {condition_text} characters", condition_text=limits.CONDITION_TEXT))
    if _UNSPEAKABLE.search(value):
        wrong(path, Message("must not hold control characters, double quotes or backslashes"))
    return value


def quoted(value: Json) -> str:
    """Return a wrong value as a message shows it, shortened."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
