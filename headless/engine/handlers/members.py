"""What the mutations on members, tags and standings record."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from headless.engine.handlers.handler import Handler, Plain, past_end
from headless.engine.handlers.paying import release, use_under
from headless.engine.member.known_rewards import benefit_facts, coupon_of
from headless.engine.member.records import Origin
from headless.engine.member.state import PROFILE
from headless.engine.member.status import MemberStatus
from headless.engine.metrics.events import REFERRAL, event_key
from headless.engine.program.tag_kinds import TagKind
from headless.engine.program.tracks import Tier, Track
from headless.engine.rewards import rewards
from headless.engine.standings import tags, tiers
from headless.engine.turn import UNCHECKED, Checked, Count, Turn
from headless.engine.values.limits import AHEAD_US
from headless.engine.values.problems import Problem, invalid
from headless.ids import encode
from headless.messages import Message

NOTHING_KNOWN: Mapping[str, Any] = MappingProxyType({
    "number": None, "external_id": None, "phone": None, "email": None, "name": None, "birthday_on": None, "gender": None,
    "source": None, "attributes": {},
})  # fmt: skip
"""The profile of a member who was erased, by column."""


@dataclass(slots=True)
class KnownTag(Checked):
    """A tag that the merchant has."""

    tag: TagKind


@dataclass(slots=True)
class KnownTier(Checked):
    """A tier of a track that the merchant has."""

    track: Track
    tier: Tier


class ReferralJoined(Handler[Checked]):
    """Another person joined on the member's referral: never the member itself."""

    def check(self, turn: Turn) -> Checked | Problem:
        if turn.event.data.referred == encode("mem", turn.state.id):
            return invalid(
                "SELF_REFERRAL", Message("a member cannot refer itself; name the one who joined"), "data", "referred"
            )
        return UNCHECKED


class ReferralVoided(Plain):
    """A referral that came to nothing is none. It is taken off the day on which it was counted, or was so when it was decided."""

    def counts(self, turn: Turn, checked: Checked) -> list[Count]:
        key = event_key(REFERRAL)
        counted = turn.event.root_id is None and key in turn.program.tracked
        return [Count(key, turn.event.day, -1)] if counted else []

    def apply(self, turn: Turn, checked: Checked) -> None:
        turn.review_now = True


class TagAssigned(Handler[KnownTag]):
    """`memberTagAssign`."""

    def check(self, turn: Turn) -> KnownTag | Problem:
        data = turn.event.data
        tag = turn.program.tags.get(data.tag)
        if tag is None:
            return invalid(
                "UNKNOWN_TAG",
                Message("the tag {tag!r} does not exist; save it with tagSave first", tag=data.tag),
                "tag",
            )
        return past_end(turn, data.expires_at, "tag") or KnownTag(tag)

    def apply(self, turn: Turn, checked: KnownTag) -> None:
        data = turn.event.data
        tags.assign(turn, checked.tag, Origin.HAND, turn.event.actor or "system", data.reason, data.expires_at)


class TagRemoved(Handler[KnownTag]):
    """`memberTagRemove`: a conditional tag then stays off until it is set again."""

    def check(self, turn: Turn) -> KnownTag | Problem:
        data = turn.event.data
        tag = turn.program.tags.get(data.tag)
        if tag is None:
            return invalid("UNKNOWN_TAG", Message("the tag {tag!r} does not exist", tag=data.tag), "tag")
        held = turn.state.tags.get(tag.id)
        if held is None or held.removed_at is not None:
            return invalid("TAG_NOT_SET", Message("the member does not have the tag {tag!r}", tag=data.tag), "tag")
        return KnownTag(tag)

    def apply(self, turn: Turn, checked: KnownTag) -> None:
        tags.remove(turn, checked.tag, turn.state.tags[checked.tag.id], by_hand=True)
        turn.recheck = True


class MemberUpdated(Plain):
    """`memberUpdate`: the profile's new values, the status among them."""

    def takes_closed(self, turn: Turn) -> bool:
        """Return True if the update opens the membership, or only clears fields of a closed one."""
        data = turn.event.data
        if "status" in data.fields:
            return bool(data.fields["status"] < MemberStatus.CLOSED)
        return bool(data.cleared) and not data.fields and data.personal is None

    def apply(self, turn: Turn, checked: Checked) -> None:
        data, state = turn.event.data, turn.state
        cleared: dict[str, Any] = {column: {} if column == "attributes" else None for column in data.cleared or ()}
        fields = {**cleared, **data.fields, **(turn.event.personal or {}).get("personal", {})}
        if "identities" in fields:
            state.unsaved.identities = fields.pop("identities") or ()
        state.unsaved.profile.update(fields)
        if "status" in fields:
            state.status = MemberStatus(fields["status"])
        if "birthday_on" in fields:
            state.birthday_on = fields["birthday_on"]
        if "attributes" in fields:
            state.attributes = fields["attributes"]
        state.touched.add(PROFILE)
        state.judged.view = None


class MemberErased(Handler[Checked]):
    """`memberErase`: what is open is given back, and nothing personal stays. The ledger is left as it is."""

    def check(self, turn: Turn) -> Checked:
        return UNCHECKED

    def takes_closed(self, turn: Turn) -> bool:
        """Return True: a closed member can be erased, too."""
        return True

    def apply(self, turn: Turn, checked: Checked) -> None:
        state = turn.state
        for account in list(state.accounts.values()):
            for hold in [hold for hold in state.holds(account.kind_id).values() if hold.open_amount]:
                units = hold.open_amount
                release(turn, hold, units)
                use_under(turn, hold.order_ref, turn.program.kind_by_id[hold.kind_id], -units)
        self._take_back(turn)
        state.status = MemberStatus.ERASED
        state.unsaved.profile.update(NOTHING_KNOWN)
        state.unsaved.identities = ()
        state.birthday_on, state.attributes = None, {}
        state.touched.add(PROFILE)
        state.judged.view = None
        turn.recheck = False

    def _take_back(self, turn: Turn) -> None:
        """Take back the unused coupons that the event names, and grants of the benefits that it names."""
        data = turn.event.data
        for code in data.coupons:
            coupon = coupon_of(turn.state, code)
            if coupon is not None and coupon.is_unused:
                rewards.revoke(turn, coupon)
        for code in data.benefits:
            benefit = turn.program.benefits.get(code)
            for granted in benefit_facts(turn.state, benefit.id).grants if benefit is not None else ():
                if granted.left(turn.now):
                    rewards.revoke_grant(turn, granted)


class StandingImported(Handler[KnownTier]):
    """A tier brought along from another system, with its dates."""

    def check(self, turn: Turn) -> KnownTier | Problem:
        data = turn.event.data
        track = turn.program.tracks.get(data.track)
        if track is None:
            return invalid(
                "UNKNOWN_TRACK", Message("the tier track {track!r} does not exist", track=data.track), "track"
            )
        tier = track.by_code.get(data.tier)
        if tier is None:
            known = tuple(tier.code for tier in track.tiers)
            return invalid(
                "UNKNOWN_TIER",
                Message(
                    "the tier {tier!r} is not on {track}; it has: {known}",
                    tier=data.tier,
                    track=data.track,
                    known=known,
                ),
                "tier",
            )
        return _wrong_span(turn, data.since, data.until) or KnownTier(track, tier)

    def apply(self, turn: Turn, checked: KnownTier) -> None:
        data, track = turn.event.data, checked.track
        until = getattr(data, "until", None)
        since = getattr(data, "since", None)
        over = until is not None and until <= turn.now
        if over and tiers.place(turn, track).tier is not None:
            # What has ended is history. It takes no tier away, in whichever order the lines of a file come.
            return
        turn.recheck = over
        tiers.enter(turn, turn.judge, track, checked.tier, "imported", until, since_at=since)
        if over and track.kind != "EARNED":
            tiers.enter(turn, turn.judge, track, None, "ended", None)


def _wrong_span(turn: Turn, since: int | None, until: int | None) -> Problem | None:
    """Return what is wrong with the times of a standing. One that has ended is history."""
    if since is not None and since > turn.now + AHEAD_US:
        return invalid(
            "IN_THE_FUTURE", Message("since lies after the merchant's clock; import it when it has begun"), "since"
        )
    if since is not None and until is not None and until <= since:
        return invalid(
            "ENDS_BEFORE_IT_BEGINS", Message("the tier would end before it began; check both times"), "until"
        )
    return None


class TierRanked(Plain):
    """A ranking of all members moved this one."""

    def apply(self, turn: Turn, checked: Checked) -> None:
        data = turn.event.data
        track = turn.program.tracks.get(data.track)
        tier = track.by_code.get(data.tier) if track is not None and data.tier is not None else None
        if turn.state.status is not MemberStatus.ACTIVE:
            return
        # What the ladder has lost since is not entered: a replay meets the ladder of today.
        if track is None or (data.tier is not None and tier is None) or tier is tiers.place(turn, track).tier:
            return
        tiers.enter(turn, turn.judge, track, tier, "ranked", None, params={"rule": data.rule})
