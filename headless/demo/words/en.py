"""The demo's words in English."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "shop": "The Complete Journey grocer (demo)",
    "points": "Points",
    "growth": "Growth value",
    "balance": "Balance",
    "track": "Membership",
    "bronze": "Bronze",
    "silver": "Silver",
    "gold": "Gold",
    "platinum": "Platinum",
    "diamond": "Diamond",
    "weekly-shopper": "Weekly shopper",
    "lapsing": "Lapsing",
    "big-basket": "Big basket",
    "greengrocer": "Greengrocer's customer",
    "PRODUCE": "PRODUCE",
    "five-off": "5 dollars off orders of 40",
    "five-off elsewhere": "5 yuan off orders of 40",
    "a-coffee": "A coffee",
    "coffee": "one coffee at the bakery",
    "tasting": "Tasting evening",
    "priority-checkout": "Priority checkout",
    "free-delivery": "Free delivery",
    "bamboo-cup": "Bamboo cup",
    "bouquet": "Bouquet of the week",
    "vip-day": "Shopping before hours",
    "first_order": "First order",
    "three_months": "Three months in a row",
    "refer_a_friend": "Refer a friend",
    "eco": "Prefers green",
    "green": "Green points",
    "miles": "Miles",
    "own_bag": "Brought a bag",
    "no_receipt": "Did without a receipt",
    "paid": "Paid membership",
    "plus": "PLUS",
    "plus-year": "PLUS for a year",
    "delivery-saved": "free delivery",
    "admin": "admin",
    "front end": "front end, no personal data",
    "sign-in": "sign-in server",
    "partner": "partner, a café next door",
    "cafe": "The café next door",
    "member": "one member, household {household}",
    "none": "none",
    "query page": "A member's page: tier, the way to the next, assets and when they end, tags",
    "query wallet": "The same member's wallet: coupons, benefits and what is missing for them",
    "query plugins": "What the plugins add: tasks, check-in, green points, paid membership, score",
    "query me": "The page of the member who is signed in, with the token of that one member",
    "query lapsing": "Who is lapsing among those who spent 500 or more in the year",
    "query why": "Why this member stands on this tier, and what the last orders earned",
    "there": "already existed",
    "made": "was created in {seconds:.0f} seconds",
    "page": """\
The merchant {slug!r} {made}: {shop}, its clock at {clock}.
{members} members, {orders:,} orders.

Members per tier:  {per_tier}
Members per tag:   {per_tag}
Points:            {points:,} outstanding; {earned:,} earned, {expired:,} expired
Coupons:           {coupons} in the wallets of members
Benefits:          {benefits}
Plugins:           {plugins}

GraphiQL: http://{host}:{port}/graphql  (paste a token into its field)

Tokens, valid for this demo until it is started again:
{tokens}

Queries to paste:
{queries}""",
    ", ": ", ",
}
