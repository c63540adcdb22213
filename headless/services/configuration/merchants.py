"""Merchants: the tenants."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from headless.engine.values.currencies import currency_decimals
from headless.engine.values.limits import NAME_CHARACTERS
from headless.engine.values.zones import Zone
from headless.errors import Conflict, Invalid
from headless.messages import Message
from headless.models.tables.configuration.merchants import (
    Merchant,
    MerchantRow,
    Oidc,
    change_merchant,
    count_version,
    is_audience_taken,
    is_slug_taken,
    lock_merchant,
    next_merchant_id,
)
from headless.models.tables.members.doubles.identifiers import OddIdentifier, normalise_identifiers
from headless.models.tables.members.populations import has_more_members
from headless.phones import is_country
from headless.plugins.loading.registry import BUILTIN
from headless.services.auditing.trail import note_change
from headless.services.configuration.asset_kinds import insert_first_kinds
from headless.services.configuration.guest_events import kept_for, read_days
from headless.services.configuration.naming import checked_line
from headless.services.configuration.oidc import read_oidc
from headless.services.configuration.saving import Desk, check_version, given_at, save, stop
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal, operator

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", re.ASCII)
CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
ACTS = ("SPEND", "HOLD", "TRANSFER", "CLAIM", "REDEEM")
"""What a merchant may let its members do by their own tokens."""
NOUN = "Merchant"
COUNTRY_MEMBERS = 5_000
"""With more members, a change of country takes longer than a request may."""


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
    _check_slug(slug)
    _check_currency(currency)
    if clock_at is not None and not sandbox:
        raise Invalid(Message("only a sandbox has a clock of its own: add --sandbox"), code="NOT_A_SANDBOX")
    read_country(country)
    zone = Zone(time_zone)
    now = kernel.clock.now_us()
    if sandbox and clock_at is None:
        clock_at = now
    async with kernel.db.transaction() as session:
        if await is_slug_taken(session, slug):
            raise Conflict(
                Message("there is a merchant {slug!r} already; choose another slug", slug=slug), code="SLUG_TAKEN"
            )
        id_, decimals = await next_merchant_id(session), currency_decimals(currency)
        await Merchant.of(session, id_).create(
            slug=slug, name=name or slug, currency=currency, decimals=decimals, time_zone=zone.name, sandbox=sandbox,
            clock_at=clock_at, config_version=1, created_at=now, country=country,
        )  # fmt: skip
        declared = kernel.registry.declared[BUILTIN].assets
        await insert_first_kinds(kernel, session, id_, decimals, declared, clock_at or now)
        made = await kernel.programs.merchant(session, id_)
        shown = {"currency": currency, "timeZone": zone.name, "sandbox": sandbox, "country": country}
        await note_change(kernel, session, operator(id_, slug), NOUN, slug, None, shown)
    return made


def _check_slug(slug: str) -> None:
    if not SLUG.fullmatch(slug):
        raise Invalid(
            Message("{slug!r} is not a slug: use 1 to 40 of a-z, 0-9 and -, such as corner-shop", slug=slug),
            code="INVALID_SLUG",
        )


def _check_currency(currency: str) -> None:
    if not CURRENCY.fullmatch(currency):
        raise Invalid(
            Message("{currency!r} is not a currency: use three capital letters such as GBP", currency=currency),
            code="INVALID_CURRENCY",
        )


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
        before = await change_merchant(session, merchant.id, {"country": country})
        owner = operator(merchant.id, slug)
        await note_change(kernel, session, owner, NOUN, slug, before, {"country": country})
        await count_version(session, merchant.id)
        return await normalise_identifiers(session, merchant.id, country)


async def save_merchant(
    kernel: Kernel, principal: Principal, document: Mapping[str, Any], expected_version: int | None = None
) -> Saved:
    """Change what is given of the merchant. Fields that are left out stay as they are, and null takes country or issuer away.

    If claimFor is null, events of guests are not kept, and those that wait are deleted.
    """

    async def work(desk: Desk) -> Saved:
        check_version(desk.merchant.version, expected_version)
        changes: dict[str, Any] = {}
        if document.get("name") is not None:
            changes["name"] = checked_line(document["name"], NAME_CHARACTERS, "name").strip()
        if document.get("memberMay") is not None:
            changes["member_may"] = json.dumps(_in_order(document["memberMay"]))
        if "oidc" in document:
            changes |= await _issuer(desk, document["oidc"])
        if "country" in document and document["country"] != desk.merchant.country:
            changes["country"] = await _new_country(desk, document["country"])
        if "claimFor" in document:
            with given_at("claimFor"):
                changes |= await kept_for(kernel, desk.session, desk.merchant, read_days(document["claimFor"]))
        before = await change_merchant(desk.session, desk.merchant.id, changes)
        await desk.note_change(NOUN, desk.merchant.slug, before, changes)
        return Saved(desk.merchant.id, version=desk.merchant.version + 1)

    return await save(kernel, principal, work)


def _in_order(acts: Iterable[str]) -> list[str]:
    given = {str(act) for act in acts}
    return [act for act in ACTS if act in given]


async def _issuer(desk: Desk, given: Mapping[str, Any] | None) -> dict[str, str | None]:
    if given is None:
        return dict.fromkeys(Oidc("", "", "", "", "").columns)
    oidc = read_oidc(given, local=desk.kernel.settings.oidc_local)
    if await is_audience_taken(desk.session, desk.merchant.id, oidc.issuer, oidc.audience):
        message = Message(
            "another merchant signs its members in by this issuer and audience; use an audience of your own"
        )
        raise stop("AUDIENCE_TAKEN", message, "oidc", "audience")
    return oidc.columns


async def _new_country(desk: Desk, country: str | None) -> str | None:
    with given_at("country"):
        read_country(country)
    if await has_more_members(desk.session, desk.merchant.id, COUNTRY_MEMBERS):
        message = Message(
            "with more than {country_members} members the country is changed at the command line: headless "
            "merchant country {merchant} {country}",
            country_members=COUNTRY_MEMBERS,
            merchant=desk.merchant.slug,
            country=country or "XX",
        )
        raise stop("TOO_MANY_MEMBERS", message, "country")
    await normalise_identifiers(desk.session, desk.merchant.id, country)
    return country


def read_country(country: str | None) -> None:
    """Raise Invalid if phone numbers of a country cannot be read."""
    if country is not None and not is_country(country):
        message = Message(
            "{country!r} is not a country; use two capital letters of ISO 3166 such as GB", country=country
        )
        raise Invalid(message, code="INVALID_COUNTRY")
