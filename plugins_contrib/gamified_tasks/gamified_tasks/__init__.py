"""Tasks for members: a growth tree, check-ins, streaks of orders, reviews, referrals, grabs and medals."""

from collections.abc import Sequence

from gamified_tasks.checkins import DailyCheckin
from gamified_tasks.events import EVENT_TYPES
from gamified_tasks.fields import Checkin, Medals, OrdersInARow, Tasks
from gamified_tasks.grabs import LimitedGrab
from gamified_tasks.growth_tree import GrowthTree
from gamified_tasks.medals import CategoryMedals
from gamified_tasks.order_streaks import OrderStreak
from gamified_tasks.referrals import Referral
from gamified_tasks.reviews import ReviewGate, ReviewPoints
from headless.plugins import EventType, Field, Rule, hookimpl

label, label_zh = "Tasks for members", "会员任务"
description_zh = "会员任务：成长树、签到、连续下单、评价、邀请、限量抢兑和勋章。"


@hookimpl
def register_events() -> Sequence[EventType]:
    """Return claims, grabs, and the results of tasks and referrals."""
    return EVENT_TYPES


@hookimpl
def register_rules() -> Sequence[type[Rule]]:
    """Return the rules that earn."""
    return [
        GrowthTree, DailyCheckin, OrderStreak, ReviewGate, ReviewPoints, Referral, LimitedGrab, CategoryMedals,
    ]  # fmt: skip


@hookimpl
def register_fields() -> Sequence[type[Field]]:
    """Return the fields that front ends show."""
    return [Tasks, Checkin, OrdersInARow, Medals]
