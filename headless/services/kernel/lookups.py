"""What callers know of a member: one look-up, and the values of the column that it may name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.engine.values.spelling import spelled
from headless.engine.values.text_safety import is_speakable
from headless.errors import Invalid
from headless.identifiers import earlier_form, identifier
from headless.ids import Prefix, decode
from headless.messages import Message
from headless.services.kernel.limiting.code_guesses import Guess

COLUMNS: Mapping[str, str] = {
    "id": "id",
    "number": "number",
    "externalId": "external_id",
    "phone": "phone_key",
    "email": "email",
}
PERSONAL = ("phone", "email")
NAMED_BY_MEMBERS = ("id", "number")
"""How a member's own token may name another member. By phone or e-mail it could try out who is a member."""
VALUE_CHARACTERS = 400
"""No member has a longer identifier."""
CODE = "code"
"""Names the code that a member shows at the till."""
IDENTITY = "identity"
"""Names an account in another system. A look-up by it is of the kind `identity:<system>`."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One way to name a member, as it was given: kind is id, number, externalId, phone, email, identity:<system>, or code.

    at: the wall clock's time, in microseconds, at which a code must be valid. guess: told if there is a member of the code.
    """

    kind: str
    value: str
    at: int | None = None
    guess: Guess | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(
        cls, given: Mapping[str, Any], at: int | None = None, guessing: Callable[[str], Guess] | None = None
    ) -> "Lookup":
        """Make one from {kind: value}, or {"identity": {"system", "id"}}. Raise Invalid if it is not exactly one known kind.

        at: the wall clock's time, where members may be named by the code that they show. guessing: asked for each code.
        """
        kind, value = next(iter(given.items())) if len(given) == 1 else ("", "")
        if kind == CODE and at is not None:
            code = spelled(str(value)).replace(" ", "")
            return cls(kind, code, at, guessing(code) if guessing is not None else None)
        if kind == IDENTITY:
            kind, value = _account(value)
        if not is_known(kind):
            raise Invalid(
                Message(
                    "name the member by exactly one of {value}; given was {given}",
                    value=(*COLUMNS, IDENTITY),
                    given=tuple(given) or "nothing",
                ),
                code="INVALID_LOOKUP",
            )
        return cls(kind, str(value).strip())

    @property
    def system(self) -> str | None:
        """The other system in which the value names an account, None for identifiers of ours."""
        kind, _, system = self.kind.partition(":")
        return system if kind == IDENTITY else None

    @property
    def told(self) -> Message:
        """How a message names the member: as it was named, but by nothing that is personal."""
        if self.kind in PERSONAL:
            return Message("this {named}", named=self.kind)
        if self.kind == "id":
            return Message("id {value!r}", value=self.value)
        if self.kind == CODE:
            return Message("code {value!r}", value=self.value)
        if self.system is not None:
            return Message("identity:{system} {value!r}", system=self.system, value=self.value)
        return Message("{named} {value!r}", named=self.kind, value=self.value)

    def __str__(self) -> str:
        return str(self.told)


def is_known(kind: str) -> bool:
    """Return True if members can be looked up by this."""
    return kind in COLUMNS or (kind.startswith(f"{IDENTITY}:") and bool(kind.partition(":")[2].strip()))


def _account(given: Any) -> tuple[str, str]:
    """Return the kind and the value of {"system", "id"}, or of the text `system:id`."""
    if isinstance(given, str):
        system, _, id_ = given.partition(":")
    else:
        system, id_ = str(given.get("system") or ""), str(given.get("id") or "")
    return (f"{IDENTITY}:{spelled(system)}", id_) if id_.strip() else ("", "")


def keys_of(lookup: Lookup, country: str | None) -> tuple[int | str, ...]:
    """Return the values of the column that name the member, the first that exists, none if no member can have one.

    A member whose identifier collided with another's when identifiers got one spelling is found by its earlier form.
    """
    if lookup.kind == "id":
        try:
            return (decode(Prefix.MEMBER, lookup.value),)
        except Invalid:
            return ()
    if len(lookup.value) > VALUE_CHARACTERS or not is_speakable(lookup.value) or not is_speakable(lookup.kind):
        return ()
    if lookup.kind == CODE:
        return (lookup.value,)
    key, earlier = identifier(lookup.kind, lookup.value, country), earlier_form(lookup.kind, lookup.value)
    forms = (key,) if key == earlier else (earlier, key)
    return tuple(form for form in forms if form)


def needs_country(lookup: Lookup) -> bool:
    """Return True if the member cannot be looked up without the merchant's country."""
    return lookup.kind == "phone" and not lookup.value.startswith("+")
