"""The rules of paid membership."""

from headless.plugins import Rule
from paid_tiers.rules.cancellations import Stop
from paid_tiers.rules.changes import Change
from paid_tiers.rules.codes import Codes
from paid_tiers.rules.lapses import Lapse
from paid_tiers.rules.merges import Merge
from paid_tiers.rules.overdue import Overdue
from paid_tiers.rules.payments import Membership
from paid_tiers.rules.refunds import Refund
from paid_tiers.rules.savings import Saving
from paid_tiers.rules.times import Times
from paid_tiers.rules.topups import TopUp
from paid_tiers.rules.trials import Trial
from paid_tiers.rules.welcome import Welcome

__all__ = ["RULES"]

RULES: tuple[type[Rule], ...] = (
    Membership,
    Trial,
    Codes,
    Change,
    Stop,
    Overdue,
    Refund,
    Lapse,
    Welcome,
    Times,
    Saving,
    TopUp,
    Merge,
)
