"""What a partner's tokens may see and touch. `Program.sight_of` is asked for it, whichever road leads there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.program.partners import Partner
from headless.engine.program.tag_kinds import TagKind


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

    @classmethod
    def of(
        cls, partner: Partner, kinds: Mapping[str, AssetKind], tags: Mapping[str, TagKind], event_types: Iterable[str]
    ) -> Self:
        """Return a partner's of what there is."""
        kind_ids = {code: kind.id for code, kind in kinds.items() if code in partner.kinds}
        tag_ids = {code: tag.id for code, tag in tags.items() if code in partner.tags}
        return cls(
            partner, frozenset(kind_ids), frozenset(kind_ids.values()), partner.event_types & frozenset(event_types),
            frozenset(tag_ids), frozenset(tag_ids.values()), partner.account,
        )  # fmt: skip
