"""What stands against a configuration that is saved, and against what is asked of it."""

TEXTS = {
    "give either change, or up to {most} changes to be tried together": "请填写change，或最多{most}项一起试算的changes",
    "since lies after until, or in the future; a back-test looks at what was recorded between them": (
        "since晚于until或晚于现在；试算只看两者之间已记录的事件"
    ),
    "there is no tag {missing!r}, with the changes or without": "无论是否应用变更，都没有标签「{missing}」",
    "where tests totals that are not kept; test others, or save a tag with this condition first": (
        "where使用了未统计的指标，请换用其他指标，或先保存一个使用该条件的标签"
    ),
    "give exactly one of rule, plugin, tierTrack, tag, assetKind": "请只填写rule、plugin、tierTrack、tag、assetKind之一",
    "{name!r} is no change that can be tried": "「{name}」不能试算",
    "transferDaily must be above 0; to forbid transfers, save transferable: false": (
        "transferDaily须大于0；禁止转赠请保存transferable: false"
    ),
    "{name} is {before} and cannot change once a kind is there; save another kind": (
        "{name}为{before}，类型创建后不可修改，请另建类型"
    ),
    "decimals is {decimals}; give 0 to {most_decimals}": "decimals为{decimals}，须为0至{most_decimals}",
    "creditLimit may not be negative; give how far the balance may go below 0": "creditLimit不能为负，请填写余额最多可透支多少",
    "worth is {worth}; give the money that one unit is worth, above 0": "worth为{worth}，请填写每单位抵多少钱，须大于0",
    "attributes take at most {metadata_bytes} bytes as JSON": "attributes的JSON最多{metadata_bytes}字节",
    "the discount has {forms}; {forms2}": "优惠包含{forms}；{forms2}",
    "most bounds a percentage; give percent with it": "most用于限制百分比优惠，请同时填写percent",
    "give validity (from the day they are given) or expiresOn (a day for all of them), not both": (
        "validity（自发放日起的有效期）和expiresOn（统一到期日）只能填写一个"
    ),
    "remindBefore is {before} and validity {validity}: a reminder comes after the coupon; give less": (
        "remindBefore为{before}，validity为{validity}：提醒须晚于发券，请填写更短的时间"
    ),
    "restoreGrace is for coupons that come back; leave it out, or comesBack": (
        "restoreGrace只用于退款后返还的优惠券，请去掉restoreGrace或comesBack"
    ),
    "expiresOn is {day!r}; give a day, such as 2026-12-31": "expiresOn为「{day}」，请填写日期，如2026-12-31",
    "the word is {word!r}; give {least} to {most} letters and digits; blanks and dashes do not count": (
        "口令为「{word}」，请填写{least}至{most}个字母、数字或汉字，空格和连字符不计"
    ),
    "the word {word!r} names {kind} or has named it; give another one": "口令「{word}」正被或曾被「{kind}」使用，请换一个口令",
    "the gift is empty; {forms}": "赠品为空；{forms}",
    "{path} is {value}; give a number {bound}": "{path}为{value}，请填写{bound}的数字",
    "another merchant signs its members in by this issuer and audience; use an audience of your own": (
        "该issuer和audience已被其他商户用于会员登录，请使用自己的audience"
    ),
    "with more than {country_members} members the country is changed at the command line: headless merchant country "
    "{merchant} {country}": (
        "会员超过{country_members}人时，请用命令行修改国家：headless merchant country {merchant} {country}"
    ),
    "{country!r} is not a country; use two capital letters of ISO 3166 such as GB": (
        "「{country}」不是有效国家代码，请使用ISO 3166的两位大写字母，如CN"
    ),
    "{slug!r} is not a slug: use 1 to 40 of a-z, 0-9 and -, such as corner-shop": (
        "「{slug}」不是有效商户标识，请使用1至40个a-z、0-9和-，如corner-shop"
    ),
    "{currency!r} is not a currency: use three capital letters such as GBP": (
        "「{currency}」不是有效币种，请使用三位大写字母，如CNY"
    ),
    "only a sandbox has a clock of its own: add --sandbox": "只有沙箱可设置自己的时钟，请加--sandbox",
    "there is a merchant {slug!r} already; choose another slug": "商户「{slug}」已存在，请换一个标识",
    "the {name} may not be empty": "{name}不能为空",
    "the {name} has {count} characters; give {most} at most": "{name}有{count}个字符，最多{most}个",
    "the {name} holds control characters; give one line of text": "{name}包含控制字符，请填写一行文本",
    "{name} is {text!r}; give an address such as https://login.example.com, without a user or a fragment": (
        "{name}为「{text}」，请填写如https://login.example.com的地址，不含用户名和片段"
    ),
    "lookup is {given!r}; give one of {known}": "lookup为「{given}」，可选：{known}",
    "{declaration} obeys the settings of {owner}: save them there, and leave settings out here": (
        "{declaration}使用{owner}的设置，请在那里保存，此处不要填写settings"
    ),
    "the settings name the asset kind {unknown}, which does not exist; there are: {known}": (
        "设置中的资产类型{unknown}不存在，现有：{known}"
    ),
    "the plugin {plugin} is not loaded, so {rule} cannot be saved": "插件{plugin}未加载，无法保存{rule}",
    "the plugin {plugin} is not enabled: call pluginEnable first": "插件{plugin}未启用，请先调用pluginEnable",
    "{plugin}/{rule} has one instance, called {one}: save its settings there": (
        "{plugin}/{rule}只能有一个实例（{one}），请在该实例上保存设置"
    ),
    "name the rule by id, or by plugin and rule": "请用id，或用plugin和rule指明规则",
    "no loaded plugin {plugin} declares a rule {rule!r}; there are: {names}": (
        "已加载的插件{plugin}没有规则「{rule}」，现有：{names}"
    ),
    "activeUntil lies before activeFrom": "activeUntil早于activeFrom",
    "there is no rule {id}": "规则{id}不存在",
    "version {version} is the newest, {expected} was expected; read it, then save again": (
        "配置已被他人修改，请刷新后重试（最新版本{version}，提交基于版本{expected}）"
    ),
    "{name} is {value}; give a whole number from {least} to {stock_units}": "{name}为{value}，请填写{least}至{stock_units}的整数",
    "{taken} are given out already; give a stock of that many or more": "已发出{taken}份，库存不能少于此数",
    "a tier rule decides EARNED tracks; PAID and STORED_VALUE ones are entered by effects: leave rule out": (
        "等级规则仅用于EARNED体系；PAID和STORED_VALUE由规则效果开通，请不要填写rule"
    ),
    "there is no tier rule {name!r}; installed plugins declare: {known}": "等级规则「{name}」不存在，已安装插件提供：{known}",
    "the plugin {plugin} is not enabled here: enable it first": "插件{plugin}未启用，请先启用",
    "{members} members stand on {known!r}; keep the tier, or move them first": (
        "有{members}位会员处于等级「{known}」，请保留该等级或先迁移会员"
    ),
    "the track is {kind} and cannot become {kind2}; save another track": "该体系为{kind}，不能改为{kind2}，请另建体系",
    "a track has 1 to {most_tiers} tiers, not {count}": "每个体系须有1至{most_tiers}个等级，当前{count}个",
    "two tiers have the {name} {tier!r}; each needs its own": "两个等级的{name}同为「{tier}」，须各不相同",
    "the token is not known, has expired or was revoked; create another": "令牌不存在、已过期或已吊销，请重新创建",
    "there is no such token": "令牌不存在",
    "quotaPeriod is {period!r}; give week, month, quarter or year of the calendar, or 1d for each day": (
        "quotaPeriod为「{period}」，请填写week、month、quarter、year，或每日的1d"
    ),
    "the coupon kind {gives!r} does not exist; there are: {known}": "优惠券类型「{gives}」不存在，现有：{known}",
    "quotaPeriod says how often a quota is filled again; give quota, too": "quotaPeriod表示次数多久恢复，请同时填写quota",
    "{users} has the plugin {plugin} enabled: disable it there first": "{users}仍启用插件{plugin}，请先停用",
    "the plugin {plugin} has tables, but no 0001_….up.sql in {packages}": "插件{plugin}有数据表，但{packages}中没有0001_….up.sql",
    "the migrations of the plugin {plugin} cannot be read: {fault}": "无法读取插件{plugin}的迁移：{fault}",
    "the plugin {name!r} is not installed; there are: {known}": "插件「{name}」未安装，现有：{known}",
    "{declared} takes settings by id, and {unknown!r} is none of its ids; there are: {there}": (
        "{declared}按id接收设置，没有「{unknown}」，现有：{there}"
    ),
    "settings must be an object by ids, such as {{{example}: {{…}}}}": "settings须为以id为键的对象，如{{{example}: {{…}}}}",
    "the built-in plugin cannot be disabled: turn its rules off": "内置插件不能停用，请关闭其规则",
    "the plugin {name!r} was never enabled here; installed are: {known}": "插件「{name}」从未启用，已安装：{known}",
    "the built-in plugin is always enabled": "内置插件始终启用",
    "the plugin {name} could not be loaded: {error}": "插件{name}无法加载：{error}",
    "{merchant} is not a sandbox; only a sandbox's clock can be set": "{merchant}不是沙箱，只能设置沙箱的时钟",
    "a clock never goes back; give a later time, or create another sandbox": "时钟不能回拨，请填写更晚的时间，或新建沙箱",
    "the clock can move 50 years at once; take smaller steps": "时钟一次最多推进50年，请分步进行",
    "there is no merchant {slug!r}; create it with: headless merchant create {slug}": (
        "商户「{slug}」不存在，请先创建：headless merchant create {slug}"
    ),
    "there is no merchant {merchant_id}": "商户{merchant_id}不存在",
    "this needs the scope {scope}; the token has {held}": "需要权限{scope}，当前令牌的权限为：{held}",
    "there is no scope {unknown}; there are: {scopes}, and {admin} for all of them": (
        "权限{unknown}不存在，可用：{scopes}，全部权限为{admin}"
    ),
    "{duration!r} cannot be used: events of guests are kept for 1d to {most_days}d, such as 90d": (
        "不能使用「{duration}」：顾客事件保留1d至{most_days}d，如90d"
    ),
    "names is an object by language, with some of {known}": "names须为按语言的对象，可用语言：{known}",
    "{waiting} events of guests wait under another HEADLESS_SECRET_KEY, and cannot be claimed with this one: set that key "
    "again, or turn claimFor off first, which deletes them": (
        "有{waiting}个顾客事件以另一个HEADLESS_SECRET_KEY保存，无法用当前密钥认领：请恢复该密钥，"
        "或先关闭claimFor（会删除这些事件）"
    ),
    "above zero": "大于0",
    "of {least} or more": "不小于{least}",
    "a coupon that is used alone needs no group; leave one of them out": "不与其他券同用的优惠券无需group，请只填一项",
    "a member price holds for every order, so it takes no {name}; leave it out": "会员价对每笔订单有效，不能设置{name}，请去掉",
    "each is the price of a piece; say in scope of which goods": "each是单件价格，请在scope中说明适用哪些商品",
    'give one of amount ("20"), percent ("10", with most if it is bounded), gift (a text) or delivery (true: no freight)': (
        '请填写amount（如"20"）、percent（如"10"，可加most上限）、gift（文本）或delivery（true表示免运费）之一'
    ),
    'give one of percentOff ("20": a fifth less), each (the price of a piece) or delivery (true: no freight)': (
        '请填写percentOff（如"20"，即8折）、each（单件价格）或delivery（true表示免运费）之一'
    ),
    "memberPrice has {forms}; {forms2}": "memberPrice包含{forms}；{forms2}",
    "of says what a percentage is taken of; give percent with it": "of说明百分比的计算基数，请同时填写percent",
    "the group is empty or too long; give 1 to {most} characters": "group为空或过长，请填写1至{most}个字符",
    "{name} has {count} codes; give {most} at most": "{name}有{count}个编码，最多{most}个",
    "{name} is {percent}; give 100 at most": "{name}为{percent}，最大100",
    "{name} names {code!r}; give codes of 1 to {most} characters": "{name}中有「{code}」，编码须为1至{most}个字符",
    "{plugin} brings the {sort} {code}, which cannot be made here: {fault}": (
        "插件{plugin}自带的{sort}「{code}」无法在此创建：{fault}"
    ),
    "the hours end when they begin; leave out both for the whole day": "时段的结束与开始相同；全天请将两者省略",
    "the rule gives no {code} by itself; it gives: {known}": "规则本身不发放{code}；它发放：{known}",
    "there is another limit of this period; give one of each": "同一周期已有另一条限制，每种周期只能有一条",
    "{declaration} is no rule that is asked about events; it has no limits": "{declaration}不是对事件生效的规则，不能设置限制",
    '{text!r} is no time of day; write hours and minutes such as "18:30"': "「{text}」不是一天中的时间，请写作时和分，例如18:30",
    "{times} times; give 1 to {most}": "{times}次不可用，请填1至{most}",
    "settings of {rule} were saved under version {version} of them, and this {plugin} reads version {known}: "
    "install the one that saved them": (
        "{rule}的设置以版本{version}保存，而当前的插件{plugin}只识别版本{known}：请安装保存这些设置的插件版本"
    ),
    "upgrade_settings of {plugin} failed for {rule}: {fault}": "插件{plugin}转换{rule}的设置时出错：{fault}",
    "upgrade_settings of {plugin} returned no settings for {rule}": "插件{plugin}未返回{rule}转换后的设置",
    "{name} is shown as a mask, and what it stands for is not known: give it": "{name}显示为掩码，其原值未知，请填写",
    "{merchant}: {name} is paused until its settings are saved again: {fault}": (
        "{merchant}：{name}已暂停，直到重新保存其设置：{fault}"
    ),
}
