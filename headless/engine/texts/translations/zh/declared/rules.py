"""Rules and their settings."""

TEXTS = {
    "Members earn points for every unit of currency they spend.": "会员每消费1元（本位币）获得积分。",
    "How much is given for what is spent.": "消费多少，获得多少。",
    "What is given.": "发放的资产。",
    "How much one unit of the currency earns.": "每消费1元（本位币）获得的数量。",
    "Another rate for items of these categories; 0 gives nothing.": "这些品类的商品使用另外的比例；0表示不发放。",
    "Members earn growth value for every unit of currency they spend.": "会员每消费1元（本位币）获得成长值。",
    "The same for growth value.": "同上，用于成长值。",
    "Members earn growth value for logging in, checking in, reviews, shares and a completed profile.": (
        "会员登录、签到、评价、分享和完善资料可获得成长值。"
    ),
    "How much is given for what.": "各种行为获得多少。",
    "What each activity earns: a login once a day, a completed profile once. Others earn nothing.": (
        "每种行为获得的数量：登录每天一次，完善资料仅一次。未列出的行为不发放。"
    ),
    "New members get points for joining.": "新会员入会即送积分。",
    "What a new member gets.": "新会员获得的数量。",
    "Members of a higher tier earn more on every order.": "等级越高，每单获得越多。",
    "Which tier earns how many times as much.": "各等级的积分倍数。",
    "The track whose tier counts; the default track if left out.": "以哪个等级体系的等级为准；不填则为默认的等级体系。",
    'How many times as much a tier earns: {"gold": "2"}. Other tiers earn as usual.': (
        '各等级的倍数：{"gold": "2"}。未列出的等级按原数获得。'
    ),
    "Orders on member days earn several times as much.": "会员日下单可获得多倍积分。",
    "Which days earn how many times as much.": "哪些日子获得几倍。",
    "How many times as much.": "倍数。",
    "1 is Monday, 7 is Sunday.": "1为星期一，7为星期日。",
    "Days of the month; with days of the week, either makes a member day.": (
        "每月的哪几天；同时设置星期时，符合其一即为会员日。"
    ),
    "At most a share of what an order costs may be paid with points. Money is not limited.": (
        "订单最多可用积分抵扣的比例，充值资金不受限制。"
    ),
    "Which asset kinds are limited, and how. What is not set does not limit.": "限制哪些资产类型、如何限制。未设置的不限制。",
    "No more of a kind than this for one order.": "每单最多使用的数量。",
    "So much of a kind, or nothing.": "每单至少使用的数量，不足则不可使用。",
    "Only multiples of this.": "须为该数量的整数倍。",
    "What an order must come to, in the currency.": "订单须达到的金额（本位币）。",
    "Lines of these categories do not count towards what may be paid with it.": "这些品类的商品不计入可抵扣金额。",
    "Lines of these articles do not count towards what may be paid with it.": "这些商品不计入可抵扣金额。",
    "true: not on an order that uses coupons; a list: not with coupons of these kinds.": (
        "true：不可与任何优惠券同用；列表：不可与这些类型的优惠券同用。"
    ),
    "The kinds that are bound, each by itself.": "受限制的资产类型，各自单独计算。",
    "The share of the payable amount, from 0 to 1.": "占订单应付金额的比例，0至1。",
    "Members who top up a larger amount get a bonus.": "单次充值达到一定金额即有赠送。",
    "From which amount on how much is added.": "充值满多少，赠送多少。",
    "Step": "档位",
    "An amount paid in, and the bonus from there on: a fixed amount, or a percentage of the amount paid in.": (
        "充值金额及达到后的赠送：固定金额，或充值金额的百分比。"
    ),
    "The least amount paid in.": "最低充值金额。",
    "The amount given.": "赠送的金额。",
    "Or so much of the amount.": "或按充值金额的百分比赠送。",
    "The highest step that the amount reaches counts.": "以达到的最高档位为准。",
    "Members get a gift when they reach a tier, once per tier.": "会员达到某个等级时获赠礼包，每个等级一次。",
    "Which tier brings which gift.": "各等级的礼包。",
    "Gift": "礼包",
    "An amount of an asset.": "一定数量的资产。",
    "How much.": "数量。",
    "Only changes on this track count; every track's if left out.": "只计该等级体系中的变化；不填则所有体系都计。",
    'What a tier brings: {"gold": {"asset": "points", "amount": "500"}}.': (
        '各等级的礼包：{"gold": {"asset": "points", "amount": "500"}}。'
    ),
    "Lines of these articles earn nothing.": "这些商品不积分。",
    "Lines of these categories earn nothing.": "这些品类的商品不积分。",
    "Articles that an order sells below the plain price that it names (`list`) earn nothing.": (
        "订单中低于原价（`list`）售出的商品不积分。"
    ),
}
