"""Cards and their kinds, in Chinese."""

TEXTS = {
    "A card kind, whole. Its type, asset and tag stay as they are first saved.": (
        "一个完整的卡种。类型、资产和标签以首次保存为准。"
    ),
    "A card that gets another number and PIN.": "要换新卡号和密码的卡。",
    "A card that was sold. An order that names the card in `items[].card` activates it by itself.": (
        "已售出的卡。订单在 `items[].card` 中写明卡号时会自动激活。"
    ),
    "A card to block.": "要冻结的卡。",
    "A card to make a member's.": "要绑定给会员的卡。",
    "A card to take off its member.": "要从会员解绑的卡。",
    "A card to unblock.": "要解冻的卡。",
    "A card with its PIN, which is told this once.": "卡及其密码，密码只显示这一次。",
    "A kind of card: stored value, a discount, or counted uses.": "卡种：储值卡、折扣卡或次卡。",
    "A member's. What it held is in that member's account.": "已属于会员，卡内金额已转入其账户。",
    "Activate a card that was sold.": "激活已售出的卡。",
    "All card kinds.": "全部卡种。",
    "An amount to put on a card, or into the account of the member whose card it is.": "充入卡内，或充入持卡会员账户的金额。",
    "An amount was put on it.": "已充值。",
    "Block a card: what is left of a member's card goes back to it until it is unblocked.": (
        "冻结卡：会员卡的余额退回卡内，直至解冻。"
    ),
    "Blocked by hand, or by five wrong PINs.": "人工冻结，或连续输错五次密码。",
    "By how much it changed the card's value, on the card and in its member's account together; null: it holds none.": (
        "卡内与会员账户合计的变动金额；空：此卡没有金额。"
    ),
    "By whom.": "操作人。",
    "Cards to make. They are worth nothing until they are activated.": "要制的卡。激活前没有价值。",
    "Give a card another number and PIN. Its value, its member and its end stay, and its old number is REPLACED.": (
        "换卡号和密码。余额、会员和有效期不变，旧卡号作废。"
    ),
    'How long a card lives from its activation; left out: without end. Days, months or years such as "30d", "3m", "1y".': (
        '激活后的有效期；不填：长期有效。天、月或年，如 "30d"、"3m"、"1y"。'
    ),
    "How long a card lives from its activation; null: without end.": "激活后的有效期；空：长期有效。",
    "How many, at most 10000; left out: one.": "数量，最多 10000；不填：一张。",
    "Issued, but not sold: worth nothing.": "已制卡，未售出：没有价值。",
    "It became a member's.": "已绑定会员。",
    "It got another number and PIN.": "已换卡号和密码。",
    "It holds a number of uses.": "卡内是次数。",
    "It holds money, which becomes its member's stored value.": "卡内是钱，绑定后成为会员储值。",
    "It puts a tag on its member, whose benefits and prices follow.": "为会员打上标签，据此享受权益和会员价。",
    "It was blocked.": "已冻结。",
    "It was made.": "已制卡。",
    "It was sold, by an order or by hand.": "已售出（订单或人工）。",
    "It was taken off its member.": "已解绑。",
    "It was unblocked.": "已解冻。",
    "Its PIN. A merchant's token may leave it out, and then it is not checked.": "密码。商家令牌可不填，则不核对。",
    "Its end has passed.": "已过有效期。",
    "Its new PIN, told this once; null where the key was repeated.": "新密码，只显示这一次；重复请求时为空。",
    "Its sale was refunded, wholly or in part.": "售卡已全部或部分退款。",
    "Its sale was refunded.": "售卡已退款。",
    "Make a card a member's: what it holds is in the member's account from then on, or its tag on the member.": (
        "把卡绑定给会员：卡内金额转入其账户，或为其打上标签。"
    ),
    "Make cards, each with a number and a PIN. They are worth nothing until they are activated.": (
        "制卡，每张有卡号和密码。激活前没有价值。"
    ),
    "One numbered card with a PIN.": "一张有卡号和密码的卡。",
    "Put an amount on a card.": "给卡充值。",
    "Save a card kind.": "保存卡种。",
    "Six digits, which are not kept and never told again. Null where the key was repeated.": (
        "六位数字，不留存，也不再显示。重复请求时为空。"
    ),
    "Sixteen digits. All but the last four are hidden without cards:write.": "十六位数字。没有 cards:write 时只显示后四位。",
    "Sold, and no one's yet: who has its number and PIN may bind it.": "已售出，尚无归属：有卡号和密码即可绑定。",
    "Take a card off its member: what is left of it goes back to it, and it may be bound again.": (
        "解绑：余额退回卡内，可再次绑定。"
    ),
    "The asset kind that a card's value becomes once it is bound: of money for STORED_VALUE, without decimals for COUNTED.": (
        "绑定后卡内金额所属的资产：储值卡须为货币，次卡须无小数。"
    ),
    "The card as it is now.": "卡的当前状态。",
    "The card kind's code.": "卡种代码。",
    "The card of a number; null if there is none.": "按卡号查卡；没有则为空。",
    "The card that bears another number now.": "换号后的卡。",
    "The card with its new number.": "换号后的卡。",
    "The card's id or number.": "卡的 ID 或卡号。",
    "The card's number, however it was typed.": "卡号，写法不限。",
    "The card, which has another number now.": "卡，现有新卡号。",
    "The card.": "卡。",
    "The cards that were made.": "已制的卡。",
    "The cards.": "卡。",
    "The last day of all its cards, instead of validity.": "全部卡的最后有效日，代替 validity。",
    "The last day of all its cards; null: each has a life of its own.": "全部卡的最后有效日；空：各卡单独计算。",
    "The least that a card may hold, if that is said when it is activated.": "激活时定面值的，最低面值。",
    "The member's cards, newest first.": "会员的卡，新卡在前。",
    "The most that a card may hold, if that is said when it is activated.": "激活时定面值的，最高面值。",
    "The number, however it was typed.": "卡号，写法不限。",
    "The order that sold it, for the record.": "售卡订单，留档用。",
    "The order that sold it.": "售卡订单。",
    "The order that sold the card, or that was refunded.": "售卡或退款的订单。",
    "The result of a change of a card.": "卡变更的结果。",
    "The state of a card at the time it is read.": "读取时卡的状态。",
    "The tag that a DISCOUNT card puts on its member.": "折扣卡为会员打的标签。",
    "This number is no longer valid; see replacedBy.": "此卡号已作废；见 replacedBy。",
    "True if an order's line that sells a card earns like goods.": "为真：售卡的订单行与商品一样产生积分。",
    "True if its cards can be topped up.": "为真：卡可充值。",
    "True: an order's line that sells a card earns like goods.": "真：售卡的订单行与商品一样产生积分。",
    "True: its cards can be topped up.": "真：卡可充值。",
    "Unblock a card, also one that is locked by wrong PINs. A member's card has again what it had.": (
        "解冻卡，也包括因输错密码锁定的卡。会员卡恢复原有余额。"
    ),
    "What a DISCOUNT card puts on its member.": "折扣卡为会员打的标签。",
    "What a card's value becomes once it is bound; null for DISCOUNT.": "绑定后卡内金额成为什么资产；折扣卡为空。",
    "What cards of a kind are for.": "卡种的用途。",
    "What each card holds; left out: that is said when it is activated.": "每张卡的面值；不填：激活时确定。",
    "What each card holds; null: that is said when it is activated.": "每张卡的面值；空：激活时确定。",
    "What is left of it, on the card or in its member's account; null for DISCOUNT.": (
        "余额，在卡内或会员账户中；折扣卡为空。"
    ),
    "What it holds, if its kind does not say.": "面值（卡种未定时）。",
    "What it was.": "类型。",
    "What its cards are for.": "卡的用途。",
    "What requests call it.": "请求中使用的代码。",
    "What that order's line came to.": "该订单行的金额。",
    "What was done with a card.": "卡的一条流水。",
    "What was done with it, oldest first.": "卡的流水，旧的在前。",
    "When it expires; null: never, or it is not sold yet.": "到期时间；空：长期有效，或尚未售出。",
    "When it was sold.": "售出时间。",
    "When.": "时间。",
    "Whose it becomes; left out: the member whose token asks.": "绑定给谁；不填：令牌所属会员。",
    "Whose it is; null: no one's yet.": "归属会员；空：尚无归属。",
    "Why it is blocked or was replaced.": "冻结或换卡的原因。",
    "Why, if that was said.": "原因（如有）。",
}
