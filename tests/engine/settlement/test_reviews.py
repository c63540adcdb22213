"""Reviews by the clock: a turn for each change, none where nothing changed, round after round until all is at rest."""

from itertools import count

from headless.engine.evaluation.judge import Judge
from headless.engine.member.records import HeldTag, Origin, Standing
from headless.engine.member.state import MemberState
from headless.engine.program.tag_kinds import TagKind
from headless.engine.program.tracks import Tier, Track
from headless.engine.settlement.reviews import ROUNDS, Reviews
from headless.engine.settlement.turn_factory import TurnFactory
from tests.engine.bench import NOON, event, member_of, program_with
from tests.engine.people import TODAY, asks, condition

BUYER = TagKind(41, "buyer", "Buyer", condition(asks("orders", "GTE", 1)))
FAN = TagKind(42, "fan", "Fan", condition(asks("tag", "CONTAINS", "vip")))
VIP = TagKind(43, "vip", "VIP", condition(asks("orders", "GTE", 2)))
SILVER = Tier(11, "silver", "Silver", 1, condition(asks("orders", "GTE", 1)))
LADDER = Track(1, "growth", "Growth", (SILVER,), default=True, downgrade="TO_QUALIFIED")
PRIME = Track(2, "prime", "Prime", (Tier(21, "prime", "Prime", 1),), kind="PAID")


class Desk:
    """Reviews of one member, with the turns that they yield."""

    def __init__(self, *tags: TagKind, tracks: tuple[Track, ...] = ()) -> None:
        program = program_with(tags={tag.code: tag for tag in tags}, tracks={track.code: track for track in tracks})
        judge = Judge(program)
        self.state: MemberState = member_of(program)
        self.turns = TurnFactory(program, judge, count(1_000).__next__, explained=True)
        self.reviews = Reviews(program, judge, self.turns)

    def ordered(self, times: int = 1) -> None:
        self.state.totals.add("order", TODAY, times, 100 * times)

    def by_clock(self, demote: frozenset[int] | None = None) -> list[tuple[str, str]]:
        """The type and the key of each event."""
        turns = self.reviews.by_clock(self.state, NOON, NOON, demote)
        return [(turn.event.type, turn.event.external_id) for turn in turns]


def test_each_change_is_an_event_of_its_own() -> None:
    desk = Desk(BUYER, tracks=(LADDER,))
    desk.ordered()

    events = desk.by_clock()

    assert ["tag.reviewed", "tier.reviewed"] == [type_ for type_, _ in events]
    assert "silver" == desk.state.tier_code("growth")
    assert {"buyer"} == desk.state.tag_codes


def test_what_is_at_rest_is_no_event() -> None:
    desk = Desk(BUYER, tracks=(LADDER,))
    desk.ordered()
    desk.by_clock()

    assert [] == desk.by_clock()
    assert not desk.state.judged.moved


def test_a_condition_that_tests_a_tag_is_judged_in_the_next_round() -> None:
    desk = Desk(FAN, VIP)
    desk.ordered(2)

    events = desk.by_clock()

    assert {"vip", "fan"} == desk.state.tag_codes
    assert 1 <= len(events) <= ROUNDS
    assert len(events) == len({key for _, key in events})


def test_a_tag_that_has_reached_its_end_is_taken_off() -> None:
    desk = Desk(TagKind(44, "guest", "Guest"))
    desk.state.tags[44] = HeldTag(1, 7, 44, "ann", None, Origin.HAND, NOON - 9, NOON)

    assert [("tag.reviewed", f"tag.reviewed:1:{NOON}:off")] == desk.by_clock()
    assert set() == desk.state.tag_codes


def test_a_paid_standing_ends_at_its_end() -> None:
    desk = Desk(tracks=(PRIME,))
    desk.state.standings[2] = Standing(5, 7, 2, 1, 21, NOON - 9, NOON, None, "entered", {}, None, None, NOON - 9)

    assert [("tier.reviewed", f"tier.reviewed:5:{NOON}")] == desk.by_clock()
    assert desk.state.tier_code("prime") is None


def test_a_change_of_the_ladder_demotes_only_on_the_tracks_that_are_named() -> None:
    kept, reviewed = (Desk(tracks=(LADDER,)) for _ in range(2))
    for desk in (kept, reviewed):
        desk.state.standings[1] = Standing(5, 7, 1, 1, 11, NOON - 9, None, None, "qualified", {}, None, None, NOON - 9)

    kept.by_clock(frozenset())
    reviewed.by_clock(frozenset({1}))

    assert ("silver", None) == (kept.state.tier_code("growth"), reviewed.state.tier_code("growth"))


def test_after_an_event_tags_and_standings_are_changed_within_its_own_turn() -> None:
    desk = Desk(BUYER, tracks=(LADDER,))
    desk.ordered()
    turn = desk.turns.open(desk.state, event(), request=False)

    desk.reviews.after_event(turn)

    assert [("TAG", "buyer"), ("TIER", "silver")] == [(change.kind, change.after) for change in turn.changes]
    assert ["tier.changed"] == [follow.type for follow in turn.follow]


def test_a_turn_that_says_so_is_not_rechecked() -> None:
    desk = Desk(BUYER)
    desk.ordered()
    turn = desk.turns.open(desk.state, event(), request=False)
    turn.recheck = False

    desk.reviews.after_event(turn)

    assert [] == turn.changes
