"""What the judge remembers of a member."""

from dataclasses import dataclass

from headless.engine.declarations.facts import Member
from headless.engine.metrics.measure import Outlook


@dataclass(slots=True)
class Judged:
    """What a judge found last of one member, and until when it stands.

    by: the judge. on: the local day. outlooks: how each watched condition came out. changes_on: the first day on which one may
    come out differently. moved: one did since tags and tiers were last brought up to date. due_known, due_at: when tags,
    tiers and conditions need the clock next, until the judge finds something else. view: the member as rules see it, until a
    tag, a tier or the profile changes.
    """

    by: object = None
    on: int = 0
    outlooks: list[Outlook] | None = None
    changes_on: int | None = None
    moved: bool = True
    due_known: bool = False
    due_at: int | None = None
    view: Member | None = None
