"""Merchants: the tenants."""

import re

from headless.engine.values.currencies import currency_decimals
from headless.engine.values.zones import Zone
from headless.errors import Conflict, Invalid
from headless.models.tables.configuration.merchants import (
    Merchant,
    MerchantRow,
    count_version,
    is_slug_taken,
    lock_merchant,
    next_merchant_id,
)
from headless.models.tables.members.doubles.identifiers import OddIdentifier, normalise_identifiers
from headless.phones import is_country
from headless.plugins.loading.registry import BUILTIN
from headless.services.configuration.asset_kinds import insert_first_kinds
from headless.services.kernel.kernel import Kernel

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", re.ASCII)
CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


async def create_merchant(
    kernel: Kernel,
    slug: str,
    *,
    currency: str,
    time_zone: str,
    name: str | None = None,
    sandbox: bool = False,
    clock_at: int | None = None,
    country: str | None = None,
) -> MerchantRow:
    """Create a merchant with the asset kinds points, growth and balance, and with every rule off.

    clock_at: a sandbox's own time in microseconds, now if absent. country: of phone numbers that are written without +.

    Raises:
        Invalid: the slug, the currency, the time zone, the clock or the country cannot be used.
        Conflict: another merchant has the slug.
    """
    if not SLUG.fullmatch(slug):
        raise Invalid(
            f"{slug!r} is not a slug: use 1 to 40 of a-z, 0-9 and -, such as corner-shop", code="INVALID_SLUG"
        )
    if not CURRENCY.fullmatch(currency):
        raise Invalid(f"{currency!r} is not a currency: use three capital letters such as GBP", code="INVALID_CURRENCY")
    if clock_at is not None and not sandbox:
        raise Invalid("only a sandbox has a clock of its own: add --sandbox", code="NOT_A_SANDBOX")
    read_country(country)
    zone = Zone(time_zone)
    now = kernel.clock.now_us()
    if sandbox and clock_at is None:
        clock_at = now
    async with kernel.db.transaction() as session:
        if await is_slug_taken(session, slug):
            raise Conflict(f"there is a merchant {slug!r} already; choose another slug", code="SLUG_TAKEN")
        id_, decimals = await next_merchant_id(session), currency_decimals(currency)
        await Merchant.of(session, id_).create(
            slug=slug, name=name or slug, currency=currency, decimals=decimals, time_zone=zone.name, sandbox=sandbox,
            clock_at=clock_at, config_version=1, created_at=now, country=country,
        )  # fmt: skip
        declared = kernel.registry.declared[BUILTIN].assets
        await insert_first_kinds(kernel, session, id_, decimals, declared, clock_at or now)
        return await kernel.programs.merchant(session, id_)


async def change_country(kernel: Kernel, slug: str, country: str | None) -> list[OddIdentifier]:
    """Change the country of a merchant's phone numbers, and store those that it has in their new form.

    Return the identifiers that collide with those of others, which keep the form in which they are stored.

    Raises:
        NotFound: the merchant does not exist.
        Invalid: there is no such country.
    """
    read_country(country)
    async with kernel.db.transaction() as session:
        merchant = await kernel.programs.by_slug(session, slug)
        await lock_merchant(session, merchant.id)
        await Merchant.of(session, merchant.id).update(country=country)
        await count_version(session, merchant.id)
        return await normalise_identifiers(session, merchant.id, country)


def read_country(country: str | None) -> None:
    """Raise Invalid if phone numbers of a country cannot be read."""
    if country is not None and not is_country(country):
        message = f"{country!r} is not a country; use two capital letters of ISO 3166 such as GB"
        raise Invalid(message, code="INVALID_COUNTRY")
