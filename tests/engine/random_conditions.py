"""Random conditions and random people, drawn so that thresholds and values meet."""

from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.metrics.spec import ANY_WINDOW
from headless.engine.values.comparisons import ORDERED
from tests.engine.people import TODAY, Person, asks

WINDOWS = ("1d", "7d", "30d", "365d", "1m", "3m", "1y", "week", "month", "quarter", "year")
TEXTS = ("tea", "Tea", "茶", "new tea", "z")
HUGE = (0, -1, 10**18 - 1, -(10**18) + 1)
COUNTED = [spec.name for spec in BUILT_IN.values() if spec.windows == ANY_WINDOW]
_NUMBERS = [op.value for op in ORDERED]

small = st.integers(-2, 6)
whole = st.one_of(small, st.integers(-40, 400), st.sampled_from(HUGE))
decimals = st.one_of(
    st.sampled_from(["0", "1", "2.5", "3.333333333", "9.99", "10", "-0.01", "33.3", "999999999999999999.999999999"]),
    st.decimals(-20, 60, places=2).map(str),
)


def _args(metric: str) -> st.SearchStrategy[dict[str, str]]:
    taken = {argument.name for argument in BUILT_IN[metric].arguments}
    if "asset" in taken:
        return st.sampled_from([{"asset": "points"}, {"asset": "cash"}])
    if "type" in taken:
        return st.just({"type": "checkin"})
    if "benefit" in taken:
        return st.sampled_from([{}, {"benefit": "lounge"}])
    return st.sampled_from([{}, {}, {"category": "tea"}]) if "category" in taken else st.just({})


@st.composite
def numbers(
    draw: st.DrawFn, metric: str, value: st.SearchStrategy[Any], windows: Any = (), **more: Any
) -> dict[str, Any]:
    """A test of a number."""
    op = draw(st.sampled_from([*_NUMBERS, "GTE", "LT", "IN", "EXISTS"]))
    wanted = draw(st.lists(value, min_size=1, max_size=3) if op == "IN" else st.none() if op == "EXISTS" else value)
    window = draw(st.sampled_from(windows)) if windows else None
    args = {**(draw(_args(metric)) if metric in (*COUNTED, "balance", "days_since_order") else {}), **more}
    return asks(metric, op, wanted, window, **args)


@st.composite
def attributes(draw: st.DrawFn) -> dict[str, Any]:
    """A test of an attribute."""
    op = draw(st.sampled_from([*_NUMBERS, "IN", "CONTAINS", "EXISTS"]))
    text = st.sampled_from(TEXTS)
    flags = st.booleans() if op in ("EQ", "NEQ", "IN") else text
    value = st.one_of(
        text, st.integers(-1, 3), flags, st.sampled_from([10**17, -(10**17), 1.5, 0.1, "2", "1.5", " 10"])
    )
    if op == "EXISTS":
        wanted: Any = None
    else:
        wanted = draw(text if op == "CONTAINS" else st.lists(value, min_size=1, max_size=3) if op == "IN" else value)
    return asks("attribute", op, wanted, name=draw(st.sampled_from(["drink", "城市", "a.b c"])))


@st.composite
def others(draw: st.DrawFn) -> dict[str, Any]:
    """A test of a tier, a tag, or a stored text or flag."""
    kind = draw(st.sampled_from(["tier", "prime", "tag", "mood", "trusted"]))
    if kind == "tag":
        return asks("tag", *draw(st.sampled_from([
            ("EQ", "vip"), ("CONTAINS", "new"), ("IN", ["vip", "new"]), ("EXISTS", None), ("EQ", "gone"),
        ])))  # fmt: skip
    if kind == "trusted":
        return asks(kind, *draw(st.sampled_from([("EQ", True), ("EQ", False), ("NEQ", True), ("EXISTS", None)])))
    op = draw(st.sampled_from([*_NUMBERS, "EXISTS"]))
    if kind == "mood":
        return asks(kind, op, None if op == "EXISTS" else draw(st.sampled_from(TEXTS)))
    if kind == "prime":
        return asks("tier", op, None if op == "EXISTS" else "prime", track="prime")
    return asks("tier", op, None if op == "EXISTS" else draw(st.sampled_from(["silver", "gold"])))


def rolling_tests() -> st.SearchStrategy[dict[str, Any]]:
    """Tests whose answer may change as days go by."""
    return st.one_of(
        st.sampled_from(COUNTED).flatmap(
            lambda metric: numbers(metric, whole if BUILT_IN[metric].type == "count" else decimals, (None, *WINDOWS))
        ),
        numbers("orders_per_month", decimals, ("7d", "90d", "3m", "1y")),
        numbers("days_since_order", whole),
        numbers("days_since_join", whole),
        numbers("birthday_in", whole),
        numbers("tier_ends_in", whole),
        numbers("tier_ends_in", whole, track="prime"),
        st.sampled_from(["day", "week", "month"]).flatmap(lambda period: numbers("streak", small, period=period)),
    )


def all_tests() -> st.SearchStrategy[dict[str, Any]]:
    """Tests of every metric."""
    return st.one_of(rolling_tests(), numbers("balance", decimals), numbers("score", decimals), attributes(), others())


def trees(tests: st.SearchStrategy[dict[str, Any]], most: int = 6) -> st.SearchStrategy[dict[str, Any]]:
    """Conditions of up to `most` such tests."""
    return st.recursive(
        tests,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda children: {"all": children}),
            st.lists(inner, max_size=3).map(lambda children: {"any": children}),
            inner.map(lambda child: {"not": child}),
        ),
        max_leaves=most,
    )


def person(random: Random, ahead: int = 1) -> Person:
    """Somebody, of whom much may be missing; what happened lies up to `ahead` days after today."""
    somebody = Person(joined_on=TODAY - random.choice([0, 1, 30, 400]))
    counted = ("order", "order|category=tea", "event:checkin", "event:referral.joined", "uses:", "uses:lounge")
    for key in (*counted, "asset:points", "asset:cash"):
        for _ in range(random.choice([0, 1, 3, 8])):
            on = TODAY + ahead - random.choice([random.randrange(6), random.randrange(60), random.randrange(500)])
            amount = random.choice([0, 1, 999, 1000, 250, 3330])
            somebody.totals.add(key, on, random.choice([0, 1, 1, 1, 2]), amount, random.choice([0, 0, amount, 2000]))
    if random.random() < 0.7:
        somebody.birthday_on = TODAY - random.choice([random.randrange(20_000), 365 * 30 + random.randrange(12)])
    somebody.attributes = {name: _attribute(random) for name in ("drink", "城市", "a.b c") if random.random() < 0.7}
    somebody.tag_codes = frozenset(code for code in ("vip", "new") if random.random() < 0.4)
    somebody.stored = {name: random.choice(values) for name, values in _STORED.items() if random.random() < 0.7}
    somebody.balances = {asset: random.choice([-5, 0, 1, 250]) for asset in ("points", "cash") if random.random() < 0.7}
    ends = (None, TODAY + 1, TODAY + 2, TODAY + 30, TODAY + 300)
    if random.random() < 0.7:
        somebody.tiers = {"growth": (random.choice(["silver", "gold"]), random.choice((*ends, TODAY - 3)))}
    if random.random() < 0.5:
        somebody.tiers = {**somebody.tiers, "prime": ("prime", random.choice(ends))}
    return somebody


def _attribute(random: Random) -> Any:
    return random.choice([
        *TEXTS, 0, 1, 2, 10**17, 10**18, 2**70, True, False, None, 1.5, {"tea": 1}, ["tea", 2], [["tea"]], [], "2",
        "1.50", " +1 ", "10",
        "9.", "1e3", 0.1, 1e22, -1.5, "12345678901234567890.5",
    ])  # fmt: skip


_SCORES = (0, 1, Decimal("2.5"), Decimal("3.333333333"), Decimal("9.990"), Decimal(10), Decimal("-0.01"), 10**17)
_STORED: dict[str, tuple[Any, ...]] = {"score": _SCORES, "mood": TEXTS, "trusted": (True, False)}
