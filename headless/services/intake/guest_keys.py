"""Identifiers of guests: only a keyed hash of them is kept, with a key that is not in the database."""

import hmac
from collections.abc import Sequence
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
    """The hashes of one merchant's identifiers. secrets: the present secret key, then the old ones."""

    def __init__(self, secrets: Sequence[str], merchant: MerchantRow) -> None:
        self._secrets, self._merchant_id, self._country = secrets, merchant.id, merchant.country
        self.mark = key_mark(secrets[0])

    def digests(self, lookup: Lookup) -> list[str]:
        """Return the hashes of an identifier under all forms and keys with which it may have been kept, the present one last.

        There are none of what no one can have.
        """
        forms = self._forms(lookup)
        return [self._digest(secret, lookup, form) for secret in reversed(self._secrets) for form in forms]

    def older(self, lookup: Lookup) -> list[str]:
        """Return those hashes of an identifier that are made with old keys."""
        forms = self._forms(lookup) if len(self._secrets) > 1 else []
        return [self._digest(secret, lookup, form) for secret in self._secrets[1:] for form in forms]

    def _forms(self, lookup: Lookup) -> list[str]:
        if not is_possible(lookup.kind, lookup.value):
            return []
        forms = [str(form) for form in keys_of(lookup, self._country)]
        if forms and lookup.kind == "phone" and self._country is not None:
            # The merchant may have had no country when an event came.
            forms[:0] = forms_without_country(forms[-1], self._country)
        return list(dict.fromkeys(forms))

    def _digest(self, secret: str, lookup: Lookup, form: str) -> str:
        return _digest(secret, str(self._merchant_id), lookup.kind, form)


def guest_keys(kernel: Kernel, merchant: MerchantRow) -> GuestKeys | None:
    """Return the hashes of a merchant that keeps events of guests. None: it keeps none, or this process lacks its key."""
    settings = kernel.settings
    if merchant.claim_for is None or settings.secret_key is None:
        return None
    if merchant.claim_key not in map(key_mark, settings.secret_keys):
        return None
    return GuestKeys(settings.secret_keys, merchant)


def _digest(secret: str, *parts: str) -> str:
    text = "\0".join(("guest", *parts))
    return hmac.new(secret.encode(), text.encode("utf-8", "surrogatepass"), sha256).hexdigest()
