"""When lots end and are announced is worked out once for each day, and comes out as if it were worked out each time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.declarations.asset_kinds import Expiry
from headless.engine.program.lot_expiry import LotExpiry
from headless.engine.values.calendar import Duration, parse_duration
from headless.engine.values.zones import Zone

POLICIES = (
    Expiry(),
    Expiry(on=739_900),
    Expiry(after=parse_duration("30d")),
    Expiry(after=parse_duration("1y")),
    Expiry(every="QUARTER", min_age=parse_duration("90d")),
)
AHEAD = tuple(map(parse_duration, ("7d", "1m")))
ZONES = tuple(map(Zone, ("Asia/Shanghai", "Europe/London", "America/Sao_Paulo")))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(POLICIES),
    st.sampled_from(AHEAD),
    st.sampled_from(ZONES),
    st.lists(st.integers(736_000, 741_000), min_size=1, max_size=20),
)
def test_a_lot_ends_and_is_announced_as_its_kind_says(
    policy: Expiry, ahead: Duration, zone: Zone, days: list[int]
) -> None:
    endings = LotExpiry(policy.day, ahead, zone)

    for day in [*days, *days]:
        last = policy.day(day)
        ends_at = endings.of(day)
        assert ends_at == (None if last is None else zone.start_of(last))
        if ends_at is not None:
            assert endings.announced(ends_at) == zone.start_of(ahead.before(zone.day_of(ends_at)))
