"""Messages for people: English where they are raised, any other language where they are shown.

A message is written once, in English, with its parameters by name: `Message("there is no hold {hold}", hold=text)`. It is a text,
so that logs and tests read it as it is. Its template is the key under which other languages translate it; see
`headless.engine.texts.wording`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Self

_SEPARATOR = ", "
_NOTHING = "none"


class Money(NamedTuple):
    """Money in a message: its amount as a decimal text, and its currency."""

    amount: str
    currency: str


class Called(NamedTuple):
    """Something that a merchant named: English shows its code, other languages its name for them, or its name."""

    code: str
    name: str
    names: Mapping[str, str]


class Message(str):
    """A text in English that knows its template and its parameters.

    Parameters are texts, numbers, days, money, what merchants named, other messages, and lists of such. An empty list reads
    "none".
    """

    __slots__ = ("parameters", "template")

    template: str
    parameters: Mapping[str, Any]

    def __new__(cls, template: str, /, **parameters: Any) -> Self:
        """Fill a template in. Raise KeyError if a parameter is missing."""
        shown = {name: english(value) for name, value in parameters.items()}
        made = super().__new__(cls, template.format(**shown))
        made.template, made.parameters = template, parameters
        return made

    @classmethod
    def plain(cls, text: str) -> "Message":
        """Return a text of someone else's as a message. It reads the same in every language."""
        return text if isinstance(text, Message) else cls("{text}", text=text)

    @property
    def is_plain(self) -> bool:
        """True if it is a text of someone else's, such as a rule's own words."""
        return self.template == "{text}"

    def __add__(self, more: str) -> "Message":
        """Return this message with another one after it."""
        return Message("{first}{more}", first=self, more=more)

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (self.template, dict(self.parameters))


def _remade(template: str, parameters: Mapping[str, Any]) -> Message:
    return Message(template, **parameters)


def english(value: Any) -> Any:
    """Return a parameter as English shows it. Numbers are left to the template."""
    if isinstance(value, str | int):
        return value
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, Called):
        return value.code
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence | set | frozenset):
        return _SEPARATOR.join(str(english(part)) for part in listed(value)) or _NOTHING
    return value


def listed(values: Sequence[Any] | set[Any] | frozenset[Any]) -> Sequence[Any]:
    """Return the values of a list as they are, and those of a set in order."""
    return sorted(values) if isinstance(values, set | frozenset) else values
