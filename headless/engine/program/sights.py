"""What a partner's tokens may see and touch: the one place that is asked for it, whichever road leads there."""

from dataclasses import dataclass

from headless.engine.program.partners import Partner
from headless.engine.program.program import Program


@dataclass(frozen=True, slots=True)
class Sight:
    """The asset kinds, event types and tags that a partner may touch, by code and by id, and the source of its events.

    What it may not touch is for its tokens as if it were not there.
    """

    partner: Partner
    kinds: frozenset[str]
    kind_ids: frozenset[int]
    event_types: frozenset[str]
    tags: frozenset[str]
    tag_ids: frozenset[int]
    source: str


def sight_of(program: Program, partner_id: int | None) -> Sight | None:
    """Return what a partner's tokens may see, None for all other tokens: there, scopes alone decide."""
    if partner_id is None:
        return None
    partner = program.partner_by_id.get(partner_id) or Partner(partner_id, "", "")
    kinds = {code: kind.id for code, kind in program.kinds.items() if code in partner.kinds}
    tags = {code: tag.id for code, tag in program.tags.items() if code in partner.tags}
    return Sight(
        partner, frozenset(kinds), frozenset(kinds.values()), partner.event_types & frozenset(program.event_types),
        frozenset(tags), frozenset(tags.values()), partner.account,
    )  # fmt: skip
