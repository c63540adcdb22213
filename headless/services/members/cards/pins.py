"""PINs of cards: told once, kept as digests.

Six digits are soon tried out by who has the digests. So they are made with the server's secret key, which is not in the database.
Without a key they are made slowly, which only helps a little.
"""

import hmac
import secrets
from functools import partial
from hashlib import pbkdf2_hmac, sha256

from headless.config import Settings
from headless.engine.member.cards.numbers import new_number, new_pin, normal_number

_ROUNDS = 1_000
_KEYED, _SLOW = "keyed:", "slow:"
_PURPOSE = "card pin"
draw_number = partial(new_number, secrets.randbelow)
draw_pin = partial(new_pin, secrets.randbelow)


def digest_of(settings: Settings, card_id: int, pin: str) -> str:
    """Return a PIN as it is kept."""
    if settings.secret_key is not None:
        return _KEYED + _keyed(settings.secret_key, card_id, pin)
    return _SLOW + _slowly(card_id, pin)


def is_pin(settings: Settings, card_id: int, kept: str, pin: str) -> bool:
    """Return True if this is the PIN of a card. It takes as long if it is not, or if there is no such card."""
    pin = normal_number(pin)
    if kept.startswith(_SLOW):
        return hmac.compare_digest(kept, _SLOW + _slowly(card_id, pin))
    keys = settings.secret_keys or ("",)
    matches = [hmac.compare_digest(kept, _KEYED + _keyed(key, card_id, pin)) for key in keys]
    return any(matches)


def no_digest(settings: Settings) -> str:
    """Return what stands for the digest of a card that does not exist."""
    return _SLOW if settings.secret_key is None else _KEYED


def _keyed(key: str, card_id: int, pin: str) -> str:
    return hmac.new(key.encode(), f"{_PURPOSE}\0{card_id}\0{pin}".encode(), sha256).hexdigest()


def _slowly(card_id: int, pin: str) -> str:
    return pbkdf2_hmac("sha256", pin.encode(), f"{_PURPOSE}\0{card_id}".encode(), _ROUNDS).hex()
