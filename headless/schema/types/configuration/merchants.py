"""The merchant, who owns everything."""

from headless.schema.base.fields import object_type, value
from headless.schema.base.scalars import DateTime


@object_type(public=True)
class Merchant:
    """The merchant that this token belongs to."""

    slug: str = value("Short name, part of each token.")
    name: str = value("Name as shown to people.")
    currency: str = value("ISO 4217 code of the one currency that orders are paid in.")
    time_zone: str = value("IANA name of the time zone that days, months and quarters are counted in.")
    country: str | None = value("Country of phone numbers that are written without +: two letters of ISO 3166.")
    now: DateTime = value("The merchant's present: a sandbox has a clock of its own.", told=lambda ctx, row: ctx.now)
    sandbox: bool = value("True for a sandbox: a place to try things out, with a clock that can be set.")
