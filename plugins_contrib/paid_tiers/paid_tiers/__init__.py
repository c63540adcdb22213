"""Paid membership: plans, trials, codes, renewals, grace, proration, refunds, and membership by topping up."""

from headless.plugins import Action, EventType, Field, Inbound, Job, Metric, Rule, hookimpl
from paid_tiers.actions import ACTIONS
from paid_tiers.events import EVENT_TYPES
from paid_tiers.fields import FIELDS
from paid_tiers.jobs import JOBS
from paid_tiers.metrics import METRICS
from paid_tiers.rules import RULES
from paid_tiers.webhooks import INBOUND

__version__ = "0.1.0"
label, label_zh = "Paid membership", "付费会员"
description_zh = "付费会员：套餐、试用、兑换码、续费、宽限期、差价、退款，以及充值开通会员。"


@hookimpl
def register_events() -> list[EventType]:
    """Return what members ask for, payments, and what follows from both."""
    return list(EVENT_TYPES)


@hookimpl
def register_rules() -> list[type[Rule]]:
    """Return the rules from payments, trials and codes to tiers, packs and multiplied points."""
    return list(RULES)


@hookimpl
def register_metrics() -> list[type[Metric]]:
    """Return plan, status, and whether a membership renews."""
    return list(METRICS)


@hookimpl
def register_fields() -> list[type[Field]]:
    """Return the fields of ext { paidTiers { … } }."""
    return list(FIELDS)


@hookimpl
def register_jobs() -> list[type[Job]]:
    """Return renewals, and the end of suspended memberships."""
    return list(JOBS)


@hookimpl
def register_inbound() -> list[type[Inbound]]:
    """Return the webhooks of payment providers."""
    return list(INBOUND)


@hookimpl
def register_actions() -> list[type[Action]]:
    """Return the checkout."""
    return list(ACTIONS)
