"""What stands against tokens, partners and webhooks, and what is beyond them."""

TEXTS = {
    "{name} is {value}; give 1 to {most}": "{name}为{value}，须为1至{most}",
    "--burst and --per-day need --rate": "--burst和--per-day须与--rate一起使用",
    "{typed!r} is no number of points; give 200 or off": "「{typed}」不是点数，请填写如200，或off",
    "a partner's token makes tokens of the same partner alone: leave partner out": (
        "合作方的令牌只能创建同一合作方的令牌，请不要填写partner"
    ),
    "overlapSeconds is {overlap}; give 0 to {most}": "overlapSeconds为{overlap}，须为0至{most}",
    "tokens of members and partners sell no cards": "会员和合作方的令牌不能售卡",
    "the token was replaced before; replace its successor": "该令牌已被更换，请更换新的那个令牌",
    "the token has ended; create another": "该令牌已失效，请重新创建",
    "a token that was made by a token, and so on: {most} in a line at most; use one nearer to its beginning": (
        "令牌逐级创建最多{most}级，请用更上级的令牌创建"
    ),
    "this token may record {allowed}, not {type}": "当前令牌只能上报{allowed}，不能上报{type}",
    "this token may not record {foreign}: give some of {own}": "当前令牌不能上报{foreign}，可用：{own}",
    "this token ends before expiresAt: give an earlier time, or none": "当前令牌早于expiresAt失效，请填写更早的时间或不填写",
    "there is no event type {name!r}; there are: {known}": "没有事件类型「{name}」，现有：{known}",
    "an action may record events of any type, and this token only some; use another token": (
        "插件操作可能上报任意类型的事件，而当前令牌只能上报部分类型，请使用其他令牌"
    ),
    "a new webhook endpoint needs {name}": "新建Webhook接收端须填写{name}",
    "a stored secret was sealed under another HEADLESS_SECRET_KEY: give that one as HEADLESS_SECRET_KEY_OLD": (
        "已存密钥由另一个HEADLESS_SECRET_KEY加密，请将其填入HEADLESS_SECRET_KEY_OLD"
    ),
    "an internal error": "内部错误",
    "give 1 to {most} topics": "请填写1至{most}个主题",
    "nothing has happened yet that the endpoint would be told of: name an event": "还没有可通知该接收端的事件，请指定一个事件",
    "say what to send again: deliveries, or an endpoint, a time, or both of these": (
        "请说明重发什么：指定投递记录，或指定接收端、起始时间（可同时指定）"
    ),
    "the endpoint answers with the status {status}": "接收端返回状态{status}",
    "the event is there no more": "事件已不存在",
    "the payload could not be made: {reason}": "无法生成消息内容：{reason}",
    "the query cannot be answered: {reason}": "查询无法执行：{reason}",
    "the token that saved the endpoint has ended: save the endpoint by another one": (
        "保存该接收端的令牌已失效，请用其他令牌重新保存"
    ),
    "there are {most} webhook endpoints already: turn one off first": "Webhook接收端已有{most}个，请先停用一个",
    "there is no such webhook endpoint": "没有这个Webhook接收端",
    "there is no such webhook endpoint; leave id out to make one": "没有这个Webhook接收端；新建时请勿填写id",
    "there is no topic {topic!r}: give types of events, {failed} or {every}": (
        "没有主题「{topic}」，请填写事件类型、{failed}或{every}"
    ),
    "url is {url!r}; give an https address such as https://example.com/hooks, without a user or a fragment": (
        "url为「{url}」，请填写https地址，如https://example.com/hooks，不含用户名和#片段"
    ),
    "write the fields of an event in braces, such as {{ type data member {{ number }} }}": (
        "请在花括号中填写事件的字段，如{{ type data member {{ number }} }}"
    ),
    "webhook endpoints see all members: save them by the merchant's own tokens alone": (
        "Webhook接收端能看到所有会员，只能用商户自己的令牌保存"
    ),
    "{count} deliveries at once: give at most {most}": "一次{count}条投递记录，最多{most}条",
    "{url!r} is no https address": "「{url}」不是https地址",
    "--forward {url}: give an address such as http://localhost:3000/hooks": (
        "--forward {url}：请填写地址，如http://localhost:3000/hooks"
    ),
    "--secret: give whsec_ and 24 to 64 bytes in base64": "--secret：请填写whsec_加24至64字节的base64",
    "no webhook endpoints": "没有Webhook接收端",
    "signed with {secret}": "签名密钥：{secret}",
    "telling {url} (stop with Ctrl+C)": "正在推送到{url}（按Ctrl+C停止）",
    "webhooks {count}": "Webhook送达{count}",
    "issued {count}": "批量发券{count}批",
    "{count} deliveries are sent again": "将重发{count}条投递",
    "it has more than {most} characters": "超过{most}个字符",
    "it is signed by none of {known}": "签名算法不是{known}之一",
    "its header asks for what is not known here": "令牌头中有不支持的要求",
    "it is of another type": "令牌类型不符",
    "it names no issuer or no audience": "没有注明签发方或接收方",
    "it is of another issuer, or for another audience": "签发方或接收方不符",
    "it has expired or does not say when it will": "已过期，或没有注明过期时间",
    "it is not valid yet": "尚未生效",
    "the issuer has no such key": "签发方没有该密钥",
    "its signature is not the issuer's": "签名不是签发方的",
    "its claim {claim} names no member": "声明{claim}没有指明会员",
    "the issuer has not verified {claim}: {vouched} is not true": "签发方未验证{claim}：{vouched}不为true",
    "its claim {claim} is no time": "声明{claim}不是有效时间",
    "it cannot be read": "无法读取",
    "the membership is closed, or the merchant's issuer has changed; sign in again": (
        "会员已关闭，或商户的签发方已变更，请重新登录"
    ),
    "no merchant signs its members in by this issuer and audience": "没有商户使用该签发方和接收方为会员登录",
    "the budget has {left} {kind} left {period}; give less, or wait until it is there again": (
        "{period}的预算只剩{left}{kind}，请减少发放数量，或等预算恢复后再发"
    ),
    "for this day": "当天",
    "for this month": "当月",
    "in all": "总计",
    "for this member on this day": "该会员当天",
    "for this member in this month": "该会员当月",
    "for this member in all": "该会员累计",
    "there is no budget for {kind}, so that nothing of it can be given": "没有{kind}的预算，不能发放",
    "a partner gives no bonus with a payment; grant it instead, out of a budget": (
        "合作方充值时不能附带赠送金，请改用预算发放"
    ),
    "a partner's token may not do this": "合作方的令牌不能执行此操作",
    "a partner's token may not see or do this": "合作方的令牌不能查看或执行此项",
    "there is no partner {code!r}; there are: {known}": "合作方「{code}」不存在，现有：{known}",
    "a partner's token cannot hold {beyond}; it may hold {scopes}": "合作方的令牌不能拥有{beyond}，可用：{scopes}",
    "a partner's token has a source of its own, partner:<code>: leave sources out": (
        "合作方的令牌固定使用来源partner:<code>，请不要填写sources"
    ),
    "{name} has {count}; give {most} at most": "{name}共{count}项，最多{most}项",
    "there is no event type {name!r} that partners may send; there are: {known}": (
        "没有合作方可上报的事件类型「{name}」，现有：{known}"
    ),
    "there is another budget of this kind and period; give one of each": "该资产类型和周期已有预算，每种只能填写一个",
    "the budget is of {code!r}, which is not among assetKinds: {known}": "预算的资产类型「{code}」不在assetKinds中：{known}",
    "the budget is {amount}; give 0 or more": "预算为{amount}，须为0或以上",
    "budget": "预算",
    "a partner and a day": "合作方和日期",
    "paying with assets needs the scope assets:write": "用资产支付需要assets:write权限",
    "to simulate an order that is paid with assets, the token needs assets:read": (
        "模拟使用资产支付的订单，令牌需要assets:read权限"
    ),
}
