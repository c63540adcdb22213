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
    "FLORAL": "FLORAL",
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
    "twenty-off": "20 dollars off orders of 100",
    "twenty-off elsewhere": "20 yuan off orders of 100",
    "new-year": "New Year coupon: 30 dollars off orders of 150",
    "new-year elsewhere": "New Year coupon: 30 yuan off orders of 150",
    "fresh-fifth": "A fifth off fruit and vegetables",
    "no-freight": "Free delivery once",
    "ten-to-spend": "10 dollars to spend",
    "ten-to-spend elsewhere": "10 yuan to spend",
    "mailing": "Mailing {number}: 1 dollar off",
    "mailing elsewhere": "Mailing {number}: 1 yuan off",
    "gift-card": "Gift card",
    "summer": "Summer greetings: 10 % off",
    "a dinner": "dinner for two at the restaurant upstairs",
    "member-price": "1 % off everything",
    "swap-buy": "Flowers for 10 dollars with an order of 50",
    "swap-buy elsewhere": "Flowers for 10 yuan with an order of 50",
    "new-goods-first": "New goods first",
    "dedicated-service": "A contact person of your own",
    "delivery": "Free delivery of orders from 30 dollars on",
    "delivery elsewhere": "Free delivery of orders from 30 yuan on",
    "new-goods-trial": "New goods to try",
    "warranty": "Two more years of warranty",
    "badge": "Badge and T-shirt with your name",
    "diamond-price": "20 % off everything",
    "global-group-buy": "Group buying all over the world",
    "founder-meetup": "An evening with the founder",
    "fashion-seat": "VIP seat at the fashion week in spring",
    "headphones": "Wireless headphones",
    "record-player": "Record player, signed",
    "pan": "Cast-iron pan",
    "tea-set": "Tea set, for points and money",
    "dinner": "Dinner for two",
    "weekend": "Weekend by the sea",
    "five-to-balance": "5 dollars to your balance",
    "five-to-balance elsewhere": "5 yuan to your balance",
    "mobile-data": "1 GB of mobile data",
    "phone-credit": "10 dollars of phone credit",
    "phone-credit elsewhere": "10 yuan of phone credit",
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
    "stored_value": "Prepaid membership",
    "prepaid": "Half a year prepaid",
    "prepaid-year": "A year prepaid",
    "plus-year": "PLUS for a year",
    "delivery-saved": "free delivery",
    "admin": "admin",
    "front end": "front end, no personal data",
    "sign-in": "sign-in server",
    "partner": "partner, a café next door",
    "cafe": "The café next door",
    "member": "one member, household {household}",
    "none": "none",
    "ECONOMIC": "economic",
    "SERVICE": "service",
    "SOCIAL": "social",
    "IDENTITY": "identity",
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
Coupons:           {coupons} given to members, {used} used
Benefits:          {benefits}: {per_value}
Rewards:           {rewards} to be had for points
Plugins:           {plugins}

GraphiQL: http://{host}:{port}/graphql  (paste a token into its field)

Tokens, valid for this demo until it is started again:
{tokens}

Queries to paste:
{queries}""",
    ", ": ", ",
}
