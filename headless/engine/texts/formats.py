"""Numbers, money and days as people write them in a language."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_UP, Decimal, InvalidOperation
from functools import lru_cache
from types import MappingProxyType

from headless.engine.texts.languages import CHINESE, LANGUAGES, is_english
from headless.engine.texts.texts import DAYS
from headless.engine.texts.told import Told
from headless.engine.values.currencies import currency_decimals

_SYMBOLS: Mapping[str, str] = MappingProxyType({
    "CNY": "¥", "JPY": "¥", "GBP": "£", "USD": "$", "EUR": "€", "HKD": "HK$", "KRW": "₩", "INR": "₹",
})  # fmt: skip
_HUNDREDTH = Decimal("0.01")


def number_text(value: Decimal | int | str) -> str:
    """Return a number with its thousands apart and without trailing zeros. What is no number stays as it is."""
    number = _number(value)
    if number is None:
        return str(value)
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(value: Decimal, *, up: bool = False) -> Decimal:
    """Return a rate with two decimals at most: cut off, or `up`, so that what is asked for suffices."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -2:
        return value
    return value.quantize(_HUNDREDTH, ROUND_UP if up else ROUND_DOWN)


def money_text(value: Decimal | int | str, currency: str, lang: str) -> str:
    """Return money with its symbol and its thousands apart. Chinese shows all decimals, English none of a whole amount."""
    number = _number(value)
    if number is None:
        return str(value)
    sign, number = ("-", -number) if number < 0 else ("", number)
    decimals = currency_decimals(currency)
    if number == number.to_integral_value():
        places = decimals if lang == CHINESE else 0
    else:
        exponent = number.normalize().as_tuple().exponent
        places = max(decimals, -exponent if isinstance(exponent, int) else 0)
    return f"{sign}{_SYMBOLS.get(currency, currency + ' ')}{number:,.{places}f}"


def priced(amount: Decimal, currency: str) -> Told:
    """Return money as each language writes it. In English it is the amount, next to which a text names the currency."""
    return Told({lang: f"{amount:f}" if is_english(lang) else money_text(amount, currency, lang) for lang in LANGUAGES})


def share_text(value: Decimal | str) -> str:
    """Return a share of one as a percentage."""
    number = _number(value)
    return str(value) if number is None else f"{number_text(number * 100)}%"


def signed(amount: str) -> str:
    """Return an amount as text with its sign, also if it is not negative."""
    return amount if amount.startswith("-") else f"+{amount}"


@lru_cache(maxsize=4096)
def day_text(day: int, lang: str, today: int | None = None) -> str:
    """Return a local day as people write it, without its year if that is today's."""
    on, words = date.fromordinal(day), DAYS.templates(lang)
    key = "day" if today is not None and on.year == date.fromordinal(today).year else "day_of_year"
    return words[key].format(day=on.day, month=words[f"month.{on.month}"], year=on.year)


def moment_text(at: datetime, lang: str, today: int | None = None) -> str:
    """Return a local time as people write it, to the minute, without its year if that is today's."""
    day = day_text(at.toordinal(), lang, today)
    return DAYS.text(lang, "moment", day=day, time=f"{at.hour:02}:{at.minute:02}")


def moment_told(at: datetime, today: int) -> Told:
    """Return a local time in every language."""
    return Told({lang: moment_text(at, lang, today) for lang in LANGUAGES})


def _number(value: Decimal | int | str) -> Decimal | None:
    try:
        number = Decimal(value)
    except (InvalidOperation, ValueError, TypeError):
        return None
    return number if number.is_finite() else None
