"""Identifiers of guests: only a keyed hash of them is kept, with a key that is not in the database."""

import hmac
from hashlib import sha256

from headless.identifiers import is_possible
from headless.models.tables.configuration.merchants import MerchantRow
from headless.phones import forms_without_country
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup, keys_of


def key_mark(secret: str | None) -> str | None:
    """Return by what a key is recognised, None if there is no key."""
    return None if secret is None else _digest(secret, "key")[:16]


class GuestKeys:
    """The hashes of one merchant's identifiers."""

    def __init__(self, secret: str, merchant: MerchantRow) -> None:
        self._secret, self._merchant_id, self._country = secret, merchant.id, merchant.country

    def digests(self, lookup: Lookup) -> list[str]:
        """Return the hashes of an identifier under all forms in which it may have been kept, the present one last.

        There are none of what no one can have.
        """
        if not is_possible(lookup.kind, lookup.value):
            return []
        forms = [str(form) for form in keys_of(lookup, self._country)]
        if forms and lookup.kind == "phone" and self._country is not None:
            # The merchant may have had no country when an event came.
            forms[:0] = forms_without_country(forms[-1], self._country)
        return [_digest(self._secret, str(self._merchant_id), lookup.kind, form) for form in dict.fromkeys(forms)]


def guest_keys(kernel: Kernel, merchant: MerchantRow) -> GuestKeys | None:
    """Return the hashes of a merchant that keeps events of guests. None: it keeps none, or this process has another key."""
    secret = kernel.settings.secret_key
    if merchant.claim_for is None or secret is None or key_mark(secret) != merchant.claim_key:
        return None
    return GuestKeys(secret, merchant)


def _digest(secret: str, *parts: str) -> str:
    text = "\0".join(("guest", *parts))
    return hmac.new(secret.encode(), text.encode("utf-8", "surrogatepass"), sha256).hexdigest()
