"""Tokens and signing in."""

TEXTS = {
    "How much may be asked for, in points: one for each request, and more for large bodies and costly operations.": (
        "请求频率上限。每个请求计1点，请求体较大或操作开销较高时另计。"
    ),
    "Points that are there again each second.": "每秒恢复的点数。",
    "Points that may be spent at once after a pause.": "停顿后可一次用完的点数。",
    "Points that may be spent in each day, by UTC; null: any number.": "每天（UTC）可用的点数；null表示不限。",
    "Its own rate limit, or that of the token that made it, or what all tokens of its partner have by default; null: none.": (
        "令牌自己的频率上限，或创建它的令牌的上限，或合作方所有令牌共用的默认上限；null表示没有。"
    ),
    "How much a token may ask for, in points: one for each request, and more for large bodies and costly operations.": (
        "令牌的频率上限，以点计：每个请求1点，请求体较大或操作开销较高时另计。"
    ),
    "Points that are there again each second, at most 10000.": "每秒恢复的点数，最多10000。",
    "Points that may be spent at once after a pause; left out: those of twenty seconds.": (
        "停顿后可一次用完的点数；不填则为二十秒的点数。"
    ),
    "Points that may be spent in each day, by UTC; left out: any number.": "每天（UTC）可用的点数；不填则不限。",
    "A rate limit of its own, in addition to that of the token that asks, which both share. For a partner's token it stands "
    "for the limit that partners have by default, unless the partner itself asks.": (
        "令牌自己的频率上限；创建它的令牌的上限由两者共用，同样有效。合作方令牌设置后不再适用合作方的默认上限，"
        "由合作方自己创建的除外。"
    ),
    "Make a short-lived token with which a member's app sees and does what is the member's own. It ends with the "
    "token that made it, and with the membership.": (
        "为会员端应用创建短期令牌，可查看和操作会员本人的内容。创建它的令牌失效或会员资格结束时随之失效。"
    ),
    "Make a code by which a till finds the member, with MemberLookup.code, as often as it likes while the code "
    "lives: a minute by the wall clock.": (
        "生成动态码，收银端可凭此码用MemberLookup.code查找会员，在有效期内次数不限：按实际时间有效一分钟。"
    ),
    "A member's token.": "会员令牌。",
    "The token that the member's app sends as the bearer; it is never shown again.": (
        "会员端应用作为Bearer令牌发送的令牌，只显示这一次。"
    ),
    "When it ends.": "失效时间。",
    "A member, and for how long.": "为哪位会员创建，有效多久。",
    "The member; left out: the one whose token asks.": "会员；不填则为令牌所属会员。",
    "For how long: a token for 900 seconds unless said otherwise, at most 86400; a code for 60, which is the "
    "most.": "有效时长：令牌默认900秒，最多86400秒；动态码默认60秒，也是上限。",
    "A code for the till.": "收银端使用的动态码。",
    "Ten digits, to be shown as a bar code or QR code, or to be read out.": (
        "十位数字，可显示为条形码或二维码，也可口头报出。"
    ),
    "Make a token.": "创建令牌。",
    "Revoke a token that this one made, or itself; with tokens:admin any.": (
        "吊销该令牌自己或由它创建的令牌；有tokens:admin权限时可吊销任何令牌。"
    ),
    "A new token.": "新令牌。",
    "The token.": "令牌。",
    "The secret to send as the bearer; it is never shown again.": "作为Bearer令牌发送的密钥，只显示这一次。",
    "A new token, which may do no more than the one that asks for it.": "新令牌，权限不能超过创建它的令牌。",
    "What it is for.": "用途。",
    'What it may do, such as "members:read"; "admin" is every scope.': '权限，如"members:read"；"admin"表示全部权限。',
    "The only sources its events may name; left out: as the token that asks.": (
        "上报事件时可使用的来源；不填则与创建它的令牌相同。"
    ),
    "When it ends by itself; left out: with the token that asks.": "自动失效的时间；不填则随创建它的令牌失效。",
    "The result of a revocation. Other processes follow within seconds.": "吊销结果。其他进程在数秒内同步生效。",
    "A token to end at once, with all that it made.": "要立即吊销的令牌，连同它创建的所有令牌。",
    "A bearer token. Its secret was shown once, when it was made. It ends with the token that made it.": (
        "Bearer令牌。密钥仅在创建时显示过一次。创建它的令牌失效时随之失效。"
    ),
    "What it was called when it was made.": "创建时填写的名称。",
    "The last four characters of its secret, to tell tokens apart.": "密钥的最后四位，用于区分令牌。",
    "What it may do.": "权限。",
    "The only sources its events may name; null: any.": "上报事件时可使用的来源；null表示不限。",
    "When it ends by itself.": "自动失效的时间。",
    "When it was revoked, or the token that made it.": "该令牌或创建它的令牌被吊销的时间。",
    "When it was last used, within minutes.": "最近一次使用的时间，精确到几分钟。",
    "The tokens that this one made, and those that they made, newest first. With tokens:admin all tokens.": (
        "该令牌创建的令牌，以及它们再创建的令牌，由新到旧排列。有tokens:admin权限时为全部令牌。"
    ),
    "The only event types it may record, those of mutations included; null: any.": (
        "可上报的事件类型，包括变更操作所产生的；null表示不限。"
    ),
    "The token that made it; null if none did, or if you may not see it.": "创建它的令牌；没有或无权查看则为null。",
    "The token that replaces it; null if none does, or if you may not see it.": (
        "取代它的令牌；没有或无权查看则为null。"
    ),
    "When it was made.": "创建时间。",
    "Tokens, newest first.": "令牌列表，由新到旧排列。",
    "The tokens of this page.": "当前页的令牌。",
    "A token and its place.": "令牌及其位置。",
    "Replace a token that this one made, or itself; with tokens:admin any that may do no more. The old one lives "
    "on for a while.": (
        "更换该令牌自己或由它创建的令牌；有tokens:admin权限时可更换权限不超过自己的任何令牌。旧令牌在一段时间内仍可使"
        "用。"
    ),
    "The only event types it may record, those of mutations included, such as asset.granted; left out: as the "
    "token that asks.": "可上报的事件类型，包括变更操作所产生的，如asset.granted；不填则与创建它的令牌相同。",
    "A token that replaces another one. It takes over the tokens that the other one made.": (
        "取代另一个令牌的新令牌，并接管其创建的令牌。"
    ),
    "The new token.": "新令牌。",
    "The old token, with its end.": "旧令牌及其失效时间。",
    "A token to replace by one with a new secret that may do the same.": "要更换的令牌：新令牌使用新的密钥，权限相同。",
    "For how long the old secret goes on working, at most 90 days.": "旧密钥继续可用的时长，最多90天。",
    "When the new one ends by itself; left out: as the old one.": "新令牌自动失效的时间；不填则与旧令牌相同。",
}
