"""Referral codes: a member's id in another dress, so that nothing needs to be stored.

A code is 13 digits and letters in groups, such as 3KV9-71QX-T0B4Z. Codes of members who joined one after the other do not look
alike.
"""

from headless.engine.member.coupons import normal
from headless.ids import ALPHABET, DIGITS, ID_LENGTH, ID_MOST

_MODULUS = ID_MOST + 1
_TIMES = 5_840_291_744_103_266_873
"""Odd, so that multiplying by it can be undone."""
_BACK = pow(_TIMES, -1, _MODULUS)
_GROUPS = (slice(0, 4), slice(4, 8), slice(8, ID_LENGTH))


def referral_code(member_id: int) -> str:
    """Return the code with which a member refers others."""
    number = _mixed(member_id * _TIMES % _MODULUS)
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(ID_LENGTH))).upper()
    return "-".join(letters[group] for group in _GROUPS)


def referrer_of(code: str) -> int | None:
    """Return the id in a referral code, however it was typed. Return None for a text that is no such code."""
    letters = normal(code).lower()
    if len(letters) != ID_LENGTH or any(letter not in DIGITS for letter in letters):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | DIGITS[letter]
    return _mixed(number) * _BACK % _MODULUS if number <= ID_MOST else None


def _mixed(number: int) -> int:
    """Carry the high bits, which differ most after the multiplication, into the low ones. Doing so twice undoes it."""
    return number ^ number >> 32
