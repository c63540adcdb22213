"""Descriptions of what the plugin declares, by their English text."""

TEXTS = {
    "The CO2 that all members have saved together.": "全体会员共同减少的二氧化碳。",
    "Members earn green points for bringing a cup, going without a bag, giving things back, and the like.": (
        "会员自带杯、不用袋、旧物回收等环保行为可获得绿色积分。"
    ),
    "What earns green points.": "哪些行为获得绿色积分。",
    "Action": "环保行为",
    "One kind of action: what it earns each time, how often a day it counts (0: any number), and the CO2 that it "
    "saves.": "一种环保行为：每次奖励、每日计入次数（0表示不限），以及减少的二氧化碳。",
    "How members know it; the code if empty.": "会员看到的名称；不填则显示编码。",
    'How members know it in a language: {"zh": "自带杯"}; the name if left out.': (
        '会员看到的各语言名称：{"zh": "自带杯"}；不填则显示名称。'
    ),
    'How members know it in a language: {"zh": "竹纤维杯"}; the name if left out.': (
        '会员看到的各语言名称：{"zh": "竹纤维杯"}；不填则显示名称。'
    ),
    "What it earns each time.": "每次获得的数量。",
    "How often a day it earns; 0: any number.": "每天可获得奖励的次数；0表示不限。",
    "Shown to members as their impact; it earns nothing.": "作为环保贡献展示给会员，不影响奖励。",
    "What is earned and spent.": "获得和使用的资产。",
    "A tag set by hand or by a condition.": "由人工或条件打上的标签。",
    "Such as prefersGreen: it counts when it is true, or a text or a list that is not empty.": (
        "如prefersGreen：为true，或为非空的文本或列表时视为适用。"
    ),
    "What members can do, by the code that the event names.": "会员可做的环保行为，按事件中使用的编码列出。",
    "Sustainable products earn green points in addition to what they earn anyway.": (
        "可持续商品在原有奖励之外，额外获得绿色积分。"
    ),
    "What counts as sustainable, by category, brand or sku, and what a unit of the currency spent on it earns.": (
        "按品类、品牌或SKU认定可持续商品，以及每消费1元（本位币）的奖励。"
    ),
    "Earned for each unit of the currency that is spent on them.": "在可持续商品上每消费1元（本位币）获得的数量。",
    "Items of these categories are sustainable.": "这些品类的商品为可持续商品。",
    "Items of these brands are, too.": "这些品牌的商品也是。",
    "And items of these SKUs.": "这些SKU的商品也是。",
    "Members take eco products for green points, first come, first served.": "会员用绿色积分兑换环保商品，先到先得。",
    "What there is for green points.": "可用绿色积分兑换的内容。",
    "Reward": "环保商品",
    "One eco product: its price, what the member gets for it, and what limits it. stock: the benefit whose stock "
    "it is taken from. benefit: one use of it is given, too. coupon: one is issued, from its kind's stock. each: "
    "how many a member may take in all (0: any number). until: the last day.": (
        "一件环保商品：所需积分、兑换后获得的权益次数或优惠券、库存、每人限兑数量（0表示不限）和截止日期。"
    ),
    "What it costs, of the asset.": "所需的资产数量。",
    "The benefit whose stock it is taken of.": "扣减哪项权益的库存。",
    "The benefit of which one use is given.": "发放一次使用机会的权益。",
    "The kind of which one coupon is issued, from the kind's stock.": "发放一张优惠券的类型，扣减该类型的库存。",
    "How many a member may take in all; 0: any number.": "每人最多可兑换的数量；0表示不限。",
    "The last day on which it can be had.": "可兑换的最后一天。",
    "What there is, by the code that the event names.": "可兑换的内容，按事件中使用的编码列出。",
    "The green points plan: offered to the member or not, the balance, and the eco rewards.": (
        "绿色积分计划：是否适用于该会员、余额和可兑换的环保商品。"
    ),
    "The CO2 that the member's eco behaviour has saved, even if it earned no green points.": (
        "会员的环保行为所减少的二氧化碳，包括未获得积分的行为。"
    ),
    "The plan as the member has it. If it is not offered, it has no rewards and says why.": (
        "该会员的绿色积分计划。不适用时没有环保商品，并说明原因。"
    ),
    "Offered.": "是否适用。",
    "Why.": "不适用的原因。",
    "Asset.": "资产类型编码。",
    "Balance.": "余额。",
    "Rewards.": "可兑换的环保商品。",
    "One eco reward. affordable: whether the balance covers its price.": "一件环保商品。affordable：余额是否足够。",
    "Code.": "编码。",
    "Name.": "名称。",
    "Price.": "所需积分。",
    "Affordable.": "余额是否足够。",
    "Benefit.": "权益编码。",
    "Coupon.": "优惠券类型编码。",
    "Until.": "截止日期。",
    "Everything together. kilograms: of CO2. since: the day of the first deed, null without any.": (
        "合计。kilograms：减少的二氧化碳（千克）。since：首次环保行为的日期，没有则为null。"
    ),
    "Kilograms.": "减少的二氧化碳（千克）。",
    "Since.": "首次环保行为的日期。",
    "Deeds.": "各项环保行为。",
    "One kind of eco action: how often the member did it, and the kilograms of CO2 that this saved.": (
        "一种环保行为：次数，以及减少的二氧化碳（千克）。"
    ),
    "Action.": "环保行为。",
    "Times.": "次数。",
    "The member did something good for the environment. `count`: how often at once, such as bottles given back.": (
        "会员有环保行为。`count`为一次完成的数量，如归还的瓶数。"
    ),
    "action": "环保行为",
    "The member takes an eco reward for green points.": "会员用绿色积分兑换环保商品。",
    "reward": "环保商品",
}
