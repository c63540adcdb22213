"""What stands against what is asked of members, their assets, coupons and explanations."""

TEXTS = {
    "there is no member {member!r}{where}; give mem_…, a number or an external id": (
        "会员「{member}」{where}不存在，请填写mem_…、会员号或外部编号"
    ),
    "there is no event {event}": "事件{event}不存在",
    "a benefit is explained as it stands now; leave `at` out": "权益只能说明当前情况，请不要填写at",
    "this member has no event {event_id}": "该会员没有事件{event_id}",
    "this member has no event {get}": "该会员没有事件{get}",
    "there is no {what} {code!r}; there are: {known}": "{what}「{code}」不存在，现有：{known}",
    "there is no hold {hold}": "冻结单{hold}不存在",
    "count is {count}; give 1 to {coupons_per_request}, in several requests if need be": (
        "count为{count}，每次1至{coupons_per_request}，可分多次请求"
    ),
    "the coupons would expire before now; give a later expiresAt": "优惠券到期时间早于现在，请填写更晚的expiresAt",
    "coupon:{kind} has {left} left, {count} asked for": "优惠券「{kind}」库存不足：剩余{left}，需{count}",
    "say why the coupon is taken back": "请填写作废原因",
    "there is no coupon {coupon}": "优惠券{coupon}不存在",
    "the coupon was used before; it cannot be taken back": "优惠券已核销，不能作废",
    "what is erased cannot come back, so it takes a mutation of its own: use memberErase": "注销不可恢复，请使用memberErase",
    "{name} must be 1 to {text_characters} characters without control characters": (
        "{name}须为1至{text_characters}个字符，不含控制字符"
    ),
    "email must look like name@example.com": "邮箱格式不正确，如name@example.com",
    "phone must have at least 3 digits, such as +44 20 7946 0000": "手机号格式不正确",
    "attributes must be an object": "attributes须为对象",
    "attributes take at most {metadata_bytes} bytes": "attributes最多{metadata_bytes}字节",
    "birthday lies after the merchant's clock; check the year": "生日晚于商户当前时间，请检查年份",
    "joinedAt lies after the merchant's clock; leave it out for now": "joinedAt晚于商户当前时间，请先不填写",
    "an account stands twice in identities; name each once": "identities中有重复账号，请各填写一次",
    "another member has this account of {system}; look it up instead, or merge the two": (
        "该{system}账号已绑定其他会员，请直接查询或合并"
    ),
    "{name} of an identity must be 1 to {most} characters without control characters": (
        "identity的{name}须为1至{most}个字符，不含控制字符"
    ),
    "another member has this {name}; look it up instead, or merge the two": "该{name}已绑定其他会员，请直接查询或合并",
    "another member has just taken one of these identifiers": "其中一个标识刚被其他会员使用",
    "give member or where: one member, or all who meet a condition": "member和where只能填一个：一名会员，或所有满足条件的会员",
    "count is {count}; give each member 1 to {coupons_per_request}": "count为{count}，每名会员请填写1至{coupons_per_request}",
    "it failed {attempts} times: {reason}": "已失败{attempts}次：{reason}",
    "the coupon kind does not exist any more": "该优惠券类型已不存在",
    "this token lacks {beyond} itself, so it cannot give it: leave it out": "当前令牌没有{beyond}权限，不能授予，请去掉",
    "this token may not name the source {foreign}: give some of {own}": "当前令牌不能使用来源{foreign}，可用：{own}",
    "name has 1 to {name_characters} characters: say what the token is for": "name须为1至{name_characters}个字符，请说明令牌用途",
    "expiresAt lies in the past: give a later time, or none": "expiresAt早于现在，请填写更晚的时间或不填写",
    "there is no tier {code!r} on {track}; it has: {known}": "{track}没有等级「{code}」，现有：{known}",
    "there is no tier track {code!r}; there are: {known}": "等级体系「{code}」不存在，现有：{known}",
    "there is no asset kind {code!r}; there are: {known}": "资产类型「{code}」不存在，现有：{known}",
    "the plugin {plugin} is not installed; what it keeps of members is still there": "插件{plugin}未安装，其保存的会员数据仍在",
    "the plugin {plugin} gives no fields": "插件{plugin}不提供字段",
    "the plugin {plugin} is not enabled here; enable it with pluginEnable": "插件{plugin}未启用，请用pluginEnable启用",
    "the plugin {plugin} does not answer {id}: it is off, or its settings do not fit any more": (
        "插件{plugin}无法返回{id}：已关闭，或设置已不适用"
    ),
    "the plugin {active} failed to answer {active2}: {fault}": "插件{active}返回{active2}时出错：{fault}",
    "orderBy: {by} is not counted with this window and args; use it in a tag's condition, then it is": (
        "orderBy：{by}未按该统计期和参数统计，请先在标签条件中使用"
    ),
    "orderBy.{place}: {wrong}": "orderBy.{place}：{wrong}",
    "orderBy: {by!r} is neither a metric nor one of {known}": "orderBy：「{by}」不是指标，也不是{known}之一",
    "orderBy: members cannot be sorted by {by}; choose a metric that is a number": "orderBy：不能按{by}排序，请选择数值指标",
    "orderBy: {by} takes no window and no args; leave them out": "orderBy：{by}不支持统计期和参数，请去掉",
    "give first and after, or last and before, not both": "请使用first和after，或last和before，不要同时使用",
    "{name} is {given}: a page holds at most {page_most}": "{name}为{given}，每页最多{page_most}条",
    "this cursor was not given by this field with these filters: pass one of its own, unchanged, or none": (
        "该游标不属于此字段和筛选条件，请原样使用其返回的游标，或不填写"
    ),
    "{count} ids at once: give at most {nodes_most}": "一次提交了{count}个ID，最多{nodes_most}个",
    "Expected Iterable, but did not find one for field '{owner}.{name}'.": "字段{owner}.{name}应为列表。",
    "no enabled plugin has the action {plugin}/{action}; there are: {known}": (
        "已启用的插件没有操作{plugin}/{action}，现有：{known}"
    ),
    "{what} failed; try again with the same key": "{what}执行失败，请用相同的键重试",
    "there is no webhook {plugin}/{name} here: give ?merchant=<slug>, and have the plugin enabled": (
        "没有回调地址{plugin}/{name}，请提供?merchant=<slug>并启用插件"
    ),
    "{what} cancelled itself": "{what}自行取消",
    "{what} took longer than {seconds:g} seconds": "{what}超过{seconds}秒",
    "it raised {name}: {fault}": "出错 {name}: {fault}",
    "": "",
    "the member is erased; nothing can be done for it": "会员已删除，无法办理",
    "no member has this referral code; check how it is spelled, or leave it out": "邀请码不存在，请核对或不填写",
    "proven names {kind}, but the member has no {fields}; give it, or leave it out of proven": (
        "proven包含{kind}，但会员没有{fields}，请填写或从proven中去掉"
    ),
    "the member is erased already": "会员已删除",
    "there is no such member to watch": "没有可订阅的会员",
    "this subscription did not take what happened and was ended: read the member, then subscribe": (
        "订阅处理过慢，已结束；请重新读取会员后再订阅"
    ),
    "this token belongs to no member: name the member by by": "该令牌不属于会员，请用by指明会员",
    "a member's token sees and does what is the member's own: this is not": "会员令牌只能查看和操作本人的内容",
    "a partner's token cannot sign members in; use one of the merchant's own": "合作方令牌不能为会员登录，请使用商户自己的令牌",
    "both look-ups name one member; name two": "两次查询是同一位会员，请指明两位",
    "give the member: whom this is about": "请指明会员",
    "members are merged by the merchant's own tokens alone; use one of those": "只有商户自己的令牌可以合并会员",
    "members may not do this by themselves here: it takes {act}, and Merchant.memberMay has {listed}": (
        "会员不能自行操作：需要{act}，Merchant.memberMay为{listed}"
    ),
    "name the other member by {first} or {second}": "请用{first}或{second}指明另一位会员",
    "nothing was merged": "未合并任何内容",
    "one of the members is being merged into another; try again": "其中一位会员正在合并，请重试",
    "the member is erased; nothing of it can be merged": "会员已删除，无法合并",
    "the member is frozen; lift that before members are merged": "会员已冻结，请先解冻再合并",
    "the member is {lower}; nothing can be merged into it": "会员{lower}，无法并入",
    "the member was merged into another one meanwhile; try again": "会员刚被合并到其他会员，请重试",
    "the members changed while they were merged: {problem}": "合并期间会员发生变化：{problem}",
    "the membership is closed or erased, so that no one can sign in to it": "会员已注销或删除，无法登录",
    "the token is not known or has ended; sign in again": "令牌不存在或已失效，请重新登录",
    "ttlSeconds is {ttl}; give 1 to {ttl_most}": "ttlSeconds为{ttl}，须为1至{ttl_most}",
    "{count} of the members were merged meanwhile; try again": "有{count}位会员刚被合并，请重试",
    "{count} more members are needed; try again": "还涉及另外{count}位会员，请重试",
    "{name} must be a text": "{name}须为文本",
    "there is no metric {name!r}": "指标「{name}」不存在",
    "the action {action} of the plugin {plugin}": "插件{plugin}的操作{action}",
    "the webhook {name} of the plugin {plugin}": "插件{plugin}的回调{name}",
    "{what} failed; send it again later": "{what}失败，请稍后重新发送",
    "{hook} of the plugin {plugin}": "插件{plugin}的{hook}",
    "a partner's token may not ask what members have seen": "合作方令牌不能查询会员的已读情况",
    "days is {days}; give a whole number from 1 to {most}": "天数为{days}，应为1到{most}的整数",
    "earlyAccess is before a benefit opens; give opensAt or season, too": "提前使用需有开放时间，请同时填写opensAt或season",
    "give the reason why it could not be delivered": "请填写交付失败的原因",
    "it would close before it opens; check both times": "结束时间早于开放时间，请检查两个时间",
    "setAside keeps a part of a stock; give stock, too": "预留需有库存，请同时填写stock",
    "the asset kind {code!r} is named twice; name it once": "资产类型「{code}」重复，请只填一次",
    "there is no use {use}": "没有使用记录{use}",
    "this condition is named twice; name it once, with all that is set aside for it": "条件重复，请合并预留数量后只填一次",
    "{amount} is too much; give less": "{amount}过大，请减小数额",
    "{aside} are set aside of a stock of {stock}": "库存{stock}，预留{aside}，超出库存",
    "{name} has {count} entries; give {most} at most": "{name}有{count}项，最多{most}项",
    '{name} is {text}; give a month and a day, such as "03-01"': '{name}为{text}，请填写月和日，如"03-01"',
    "{taken} are given out already or set aside; give a stock of that many or more": "已发出或预留{taken}，库存不得少于该数",
    "{taken} of these are given out already; set aside that many or more": "其中{taken}已发出，预留数不得少于该数",
    "a COUNTED card holds whole uses; name an asset kind that is no money and has no decimals": (
        "次卡按整次计；请填写非货币且无小数的资产类型"
    ),
    "a DISCOUNT card gives a tag while it is a member's; name one in tag that was saved with tagSave": (
        "折扣卡绑定后为会员打上标签；请在 tag 中填写已用 tagSave 保存的标签"
    ),
    "a DISCOUNT card holds no amount, so it takes no {name}; leave it out": "折扣卡没有金额，不需要 {name}；请去掉",
    "a STORED_VALUE card holds money, and {kind} is none; name a kind that is": (
        "储值卡存的是钱，而 {kind} 不是货币；请填写货币类资产"
    ),
    "a card of the kind {kind} holds {least} to {most}, not {amount}": (
        "“{kind}”卡的面值为 {least} 至 {most}，不能是 {amount}"
    ),
    "a hold": "一笔冻结",
    "a line that sells a card has the quantity 1, and no negative amount": "售卡的订单行数量须为 1，金额不能为负",
    "a line that sold a card is refunded with its order; name the orderId": "售卡的订单行须随订单退款；请填写 orderId",
    "a member": "一位会员",
    "after {move}": "应为 {move} 之后的状态",
    "any amount": "不限",
    "cards of the kind {kind} all hold the same; leave amount out": "“{kind}”卡面值固定；请去掉 amount",
    "cards of the kind {kind} cannot be topped up; save it with topUp first": "“{kind}”卡不能充值；请先在卡种中开启 topUp",
    "cards of the kind {kind} have no amount of their own; activate it with cardActivate": (
        "“{kind}”卡没有固定次数；请用 cardActivate 激活"
    ),
    "cards of the kind {kind} hold what is said now; give amount": "“{kind}”卡的面值在激活时确定；请填写 amount",
    "give the reason, for the record": "请填写原因，以便留档",
    "it belongs to another member by now": "现已属于另一位会员",
    "it has expired": "已过期",
    "it is active, and bound to no member": "已激活，但未绑定会员",
    "it is blocked": "已冻结",
    "it is bound to a member already": "已绑定会员",
    "it is not blocked": "未被冻结",
    "more than is left of the card; refund less": "超过卡内余额；请少退一些",
    "a part of the card is held; release or capture that first": "卡内有一部分被冻结；请先释放或扣减",
    "it was not activated yet": "尚未激活",
    "it was replaced, and has another number now": "已换卡，现有新卡号",
    "its sale was refunded": "售卡已退款",
    "least and most are for cards whose amount is said when they are activated; leave them or amount out": (
        "least 和 most 用于激活时定面值的卡；请去掉它们，或去掉 amount"
    ),
    "least is more than most; change one of them": "least 大于 most；请修改其中一个",
    "not set": "未设置",
    "one line sells one card; this one is on two lines": "一行只售一张卡；这张卡出现在两行",
    "only a DISCOUNT card gives a tag; leave it out": "只有折扣卡会打标签；请去掉 tag",
    "order {number} sold cards; {advice}": "订单 {number} 售出了卡；{advice}",
    "order {refers} sells cards, and its lines cannot be changed; refund what is to go, and record the rest as a new order": (
        "订单 {refers} 售出了卡，订单行不能修改；请退掉不要的，其余另记新订单"
    ),
    "the card ending in {ends} cannot be used for this: {why}": "尾号 {ends} 的卡不能这样用：{why}",
    "of the card ending in {ends} {left} are left, and the refund takes {amount}; refund as much as is left": (
        "尾号 {ends} 的卡只剩 {left}，不够退 {amount}；请按余额退款"
    ),
    "the card ending in {ends} is bound to another member; before its sale is refunded, take it off with cardUnbind": (
        "尾号 {ends} 的卡已绑定另一位会员；退款前请先用 cardUnbind 解绑"
    ),
    "the card kind {kind!r} does not exist; there are: {known}": "没有卡种 {kind!r}；现有：{known}",
    "the card that bears another number has its moves": "流水应在换号后的卡上",
    "the card was changed by another request": "该卡刚被另一请求修改",
    "the member is frozen; no card can be bound until that is lifted": "会员已冻结；解除前不能绑卡",
    "the number or the PIN is wrong, or this card cannot be used; if it should be right, ask the shop": (
        "卡号或密码有误，或此卡不能使用；如确认无误，请联系商家"
    ),
    "the number or the PIN is wrong; after five wrong PINs a card is locked until it is unblocked": (
        "卡号或密码有误；连续输错五次，卡将锁定，须解冻后再用"
    ),
    "the order sold cards; say in items which of its lines are refunded": "订单售出了卡；请在 items 中写明退哪些行",
    "the order's card is not there any more": "订单所售的卡已不存在",
    "there is no such card; check how its number is written": "没有这张卡；请核对卡号",
    "type is {type}; give one of {known}": "type 为 {type}；请填写其一：{known}",
    "{amount} of the card is held by {hold}; release or capture that first": "卡内有 {amount} 被 {hold} 冻结；请先释放或扣减",
    "{name} is too large": "{name} 过大",
    "there is no ranking {name!r}": "没有名为{name!r}的排行榜",
    "{name} has one list that goes on: leave out on and previous": "{name}只有一个持续滚动的榜单：请不要填on和previous",
}
