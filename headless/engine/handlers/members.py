"""What the mutations on members, tags and standings record."""

from headless.engine.evaluation.judge import Judge
from headless.engine.member.records import Origin
from headless.engine.member.state import PROFILE
from headless.engine.member.status import MemberStatus
from headless.engine.standings import tags, tiers
from headless.engine.turn import Plain, Turn
from headless.engine.values.problems import Problem, invalid
from headless.ids import encode


class ReferralJoined(Plain):
    """Somebody joined on the member's referral: never the member itself."""

    def check(self, turn: Turn) -> Problem | None:
        if turn.event.data.referred == encode("mem", turn.state.id):
            return invalid("SELF_REFERRAL", "a member cannot refer itself; name the one who joined", "data", "referred")
        return None


class TagAssigned(Plain):
    """`memberTagAssign`."""

    def check(self, turn: Turn) -> Problem | None:
        data = turn.event.data
        if data.tag not in turn.program.tags:
            return invalid("UNKNOWN_TAG", f"the tag {data.tag!r} does not exist; save it with tagSave first", "tag")
        if data.expires_at is not None and data.expires_at <= turn.now:
            return invalid(
                "EXPIRES_IN_THE_PAST", "the tag would expire before now; give a later expiresAt", "expiresAt"
            )
        return None

    def apply(self, turn: Turn) -> None:
        data = turn.event.data
        tag = turn.program.tags[data.tag]
        tags.assign(turn, tag, Origin.HAND, turn.event.actor or "system", data.reason, data.expires_at)


class TagRemoved(Plain):
    """`memberTagRemove`: a conditional tag then stays off until it is set again."""

    def check(self, turn: Turn) -> Problem | None:
        data = turn.event.data
        tag = turn.program.tags.get(data.tag)
        if tag is None:
            return invalid("UNKNOWN_TAG", f"the tag {data.tag!r} does not exist", "tag")
        held = turn.state.tags.get(tag.id)
        if held is None or held.removed_at is not None:
            return invalid("TAG_NOT_SET", f"the member does not have the tag {data.tag!r}", "tag")
        return None

    def apply(self, turn: Turn) -> None:
        tag = turn.program.tags[turn.event.data.tag]
        tags.remove(turn, tag, turn.state.tags[tag.id], by_hand=True)
        turn.recheck = True


class MemberUpdated(Plain):
    """`memberUpdate`: the profile's new values, the status among them."""

    def apply(self, turn: Turn) -> None:
        fields = {**turn.event.data.fields, **(turn.event.personal or {}).get("personal", {})}
        state = turn.state
        state.profile.update(fields)
        state.profile_dirty = True
        if "status" in fields:
            state.status = MemberStatus(fields["status"])
        if "birthday_on" in fields:
            state.birthday_on = fields["birthday_on"]
        if "attributes" in fields:
            state.attributes = fields["attributes"]
        state.touched.add(PROFILE)
        state.seen = None


class StandingImported(Plain):
    """A tier brought along from another system, with its dates."""

    def check(self, turn: Turn) -> Problem | None:
        data = turn.event.data
        track = turn.program.tracks.get(data.track)
        if track is None:
            return invalid("UNKNOWN_TRACK", f"the tier track {data.track!r} does not exist", "track")
        if data.tier not in track.by_code:
            known = ", ".join(tier.code for tier in track.tiers)
            return invalid("UNKNOWN_TIER", f"the tier {data.tier!r} is not on {data.track}; it has: {known}", "tier")
        return None

    def apply(self, turn: Turn) -> None:
        data = turn.event.data
        track = turn.program.tracks[data.track]
        tier = track.by_code[data.tier]
        until = getattr(data, "until", None)
        since = getattr(data, "since", None)
        over = until is not None and until <= turn.now
        turn.recheck = over
        tiers.enter(turn, Judge(turn.program), track, tier, "imported", until, since_at=since)
        if over and track.kind != "EARNED":
            tiers.enter(turn, Judge(turn.program), track, None, "ended", None)


class TierRanked(Plain):
    """A ranking of all members moved this one."""

    def apply(self, turn: Turn) -> None:
        data = turn.event.data
        track = turn.program.tracks.get(data.track)
        tier = track.by_code.get(data.tier) if track is not None and data.tier is not None else None
        # What the ladder has lost since is not entered: a replay meets the ladder of today.
        if track is None or (data.tier is not None and tier is None) or tier is tiers.place(turn, track).tier:
            return
        tiers.enter(turn, Judge(turn.program), track, tier, "ranked", None, params={"rule": data.rule})
