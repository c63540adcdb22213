"""The demo's words in Chinese."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "shop": "鲜果优选超市（演示）",
    "points": "积分",
    "growth": "成长值",
    "balance": "储值余额",
    "track": "会员等级",
    "bronze": "铜卡",
    "silver": "银卡",
    "gold": "金卡",
    "platinum": "白金卡",
    "diamond": "钻石卡",
    "weekly-shopper": "每周都来",
    "lapsing": "即将流失",
    "big-basket": "高客单价",
    "greengrocer": "生鲜常客",
    "PRODUCE": "蔬菜水果",
    "FLORAL": "鲜花",
    "five-off": "满40元减5元券",
    "five-off elsewhere": "满40美元减5美元券",
    "a-coffee": "咖啡兑换券",
    "coffee": "烘焙区现磨咖啡一杯",
    "tasting": "新品品鉴会",
    "priority-checkout": "优先结账",
    "free-delivery": "免配送费",
    "bamboo-cup": "竹纤维随行杯",
    "bouquet": "本周鲜花",
    "vip-day": "会员专场（提前入场）",
    "twenty-off": "满100元减20元券",
    "twenty-off elsewhere": "满100美元减20美元券",
    "new-year": "新年券（满150元减30元）",
    "new-year elsewhere": "新年券（满150美元减30美元）",
    "fresh-fifth": "蔬菜水果8折券",
    "no-freight": "免运费券",
    "ten-to-spend": "10元代金券",
    "ten-to-spend elsewhere": "10美元代金券",
    "mailing": "第{number}期邮寄券：减1元",
    "mailing elsewhere": "第{number}期邮寄券：减1美元",
    "gift-card": "礼品卡",
    "summer": "夏日9折券",
    "a dinner": "楼上餐厅双人晚餐一份",
    "member-price": "全场9.9折",
    "swap-buy": "满50元加10元换购鲜花",
    "swap-buy elsewhere": "满50美元加10美元换购鲜花",
    "new-goods-first": "新品优先购",
    "dedicated-service": "专属客服",
    "delivery": "满30元免配送费",
    "delivery elsewhere": "满30美元免配送费",
    "new-goods-trial": "新品试用",
    "warranty": "延保两年",
    "badge": "专属徽章与定制T恤",
    "diamond-price": "全场8折",
    "global-group-buy": "全球团购",
    "founder-meetup": "创始人见面会",
    "fashion-seat": "春季全球时装周VIP席位",
    "headphones": "无线耳机",
    "record-player": "签名版黑胶唱机",
    "pan": "铸铁锅",
    "tea-set": "茶具（积分加钱购）",
    "dinner": "双人晚餐",
    "weekend": "海边周末游",
    "five-to-balance": "5元储值余额",
    "five-to-balance elsewhere": "5美元储值余额",
    "mobile-data": "1GB手机流量",
    "phone-credit": "10元话费",
    "phone-credit elsewhere": "10美元话费",
    "first_order": "完成首单",
    "three_months": "连续三个月下单",
    "refer_a_friend": "邀请一位好友",
    "eco": "环保偏好",
    "green": "绿色积分",
    "miles": "里程",
    "own_bag": "自带购物袋",
    "no_receipt": "不打印小票",
    "paid": "付费会员",
    "plus": "PLUS会员",
    "stored_value": "储值会员",
    "prepaid": "储值会员半年卡",
    "prepaid-year": "储值会员年卡",
    "plus-year": "PLUS会员年卡",
    "delivery-saved": "免配送费",
    "admin": "管理后台",
    "front end": "前端（不含个人信息）",
    "sign-in": "登录服务器",
    "partner": "合作方（隔壁咖啡馆）",
    "cafe": "隔壁咖啡馆",
    "member": "单个会员（家庭{household}）",
    "none": "暂无等级",
    "ECONOMIC": "经济",
    "SERVICE": "服务",
    "SOCIAL": "社交",
    "IDENTITY": "身份",
    "query page": "会员主页：等级、升级进度、资产与到期、标签",
    "query wallet": "同一会员的卡包：优惠券、权益，以及还差什么",
    "query plugins": "插件带来的内容：任务、签到、绿色积分、付费会员、综合评分",
    "query me": "登录会员自己的主页（用“单个会员”的令牌）",
    "query lapsing": "近一年消费满500元、但即将流失的会员",
    "query why": "为什么是这个等级，最近几单得到了什么",
    "there": "已存在",
    "made": "已创建，用时{seconds:.0f}秒",
    "page": """\
商户“{slug}”{made}：{shop}，店内时间 {clock}。
会员{members}人，订单{orders:,}笔。

各等级人数：{per_tier}
各标签人数：{per_tag}
积分：      未使用{points:,}，累计发放{earned:,}，过期{expired:,}
优惠券：    已发放{coupons}张，已使用{used}张
权益：      共{benefits}项：{per_value}
兑换商城：  积分可兑换{rewards}种
插件：      {plugins}

GraphiQL：http://{host}:{port}/graphql （把令牌粘贴到页面上的输入框；请求头 Accept-Language: zh-CN 返回中文）

令牌（下次启动演示后失效）：
{tokens}

可直接粘贴的查询：
{queries}""",
    ", ": "，",
}
