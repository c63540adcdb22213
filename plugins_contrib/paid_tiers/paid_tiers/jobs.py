"""Jobs: renewals that are due, and memberships that are given up."""

from collections.abc import Mapping
from typing import Any

from headless.plugins import Job
from paid_tiers.membership.status import SUSPENDED
from paid_tiers.settings import PaidSettings


def _test(metric: str, op: str, value: Any, **args: str) -> dict[str, Any]:
    return {"test": {"metric": metric, "op": op, "value": value} | ({"args": args} if args else {})}


NOBODY = _test("paid_tiers.status", "EQ", "without plans there is none")


class Renewals(Job):
    """Shortly before its end a membership that renews is due. Listen to the event and collect the fee."""

    id = "renewals"
    emit = "subscription.renewal_due"
    once = "1d"
    settings_of = "membership"

    def where(self, settings: PaidSettings) -> Mapping[str, Any]:
        """Pick members who renew and have few days left on a plan's track."""
        tracks = sorted({plan.track for plan in settings.plans})
        if not tracks:
            return NOBODY
        ends = [_test("tier_ends_in", "LTE", settings.ask_before, track=track) for track in tracks]
        return {"all": [_test("paid_tiers.renews", "EQ", True), {"any": ends}]}


class Reviews(Job):
    """A suspended membership is reviewed every day, until it is resumed or given up."""

    id = "reviews"
    emit = "subscription.reviewed"
    once = "1d"
    settings_of = "membership"

    def where(self, settings: PaidSettings) -> Mapping[str, Any]:
        """Pick members who are suspended."""
        return _test("paid_tiers.status", "EQ", SUSPENDED)


JOBS: tuple[type[Job], ...] = (Renewals, Reviews)
