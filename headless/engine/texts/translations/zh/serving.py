"""What stands against a request before it is understood, and what went wrong on our side."""

TEXTS = {
    "the body is encoded as {encoding}: send it uncompressed": "正文使用了{encoding}编码，请发送未压缩的内容",
    "this document has {count} {name}, at most {most} are allowed: split it, or use variables": (
        "此文档有{count}个{name}，最多允许{most}个，请拆分文档或使用变量"
    ),
    "this document is nested too deeply: make it flatter": "此文档嵌套过深，请减少层级",
    "a number has more than {digits} digits: write fewer, or a text": "数字超过{digits}位，请减少位数或写成文本",
    "{value} is too large: write a smaller number": "{value}过大，请写较小的数字",
    "this token named too many identifiers of members: try again in {seconds} s": (
        "此令牌查询会员标识过于频繁，请{seconds}秒后重试"
    ),
    "the database is busy: try again in a moment": "数据库繁忙，请稍后重试",
    "the database does not answer at the moment: try again later": "数据库暂时无法访问，请稍后重试",
    "something went wrong on our side: tell the operator incident {name}": "系统出错，请将事故编号{name}告知运维人员",
    "name one operation with operationName; there are: {names}": "请用operationName指明一个操作，现有：{names}",
    "a mutation is sent by POST": "mutation须以POST发送",
    "this took longer than {query_seconds} seconds: ask for fewer fields or smaller pages": (
        "处理超过{query_seconds}秒，请减少字段或缩小分页"
    ),
    "send a token: Authorization: Bearer hm_…": "请携带令牌：Authorization: Bearer hm_…",
    "the token has expired: create another": "令牌已过期，请重新创建",
    "the token is not known; create another": "令牌不存在，请重新创建",
    "the body is larger than {most_bytes} bytes: split it": "请求体超过{most_bytes}字节，请拆分",
    "{what} has more than {most} numbers of more than 15 digits: send fewer at once": (
        "{what}中超过15位的数字多于{most}个，请减少一次发送的数量"
    ),
    "the conditions of this query have more than {most} parts: use fewer, or ask for less at once": (
        "此查询的条件合计超过{most}个部分，请精简条件或减少一次查询的内容"
    ),
    "variables that are used again hold {count} characters, counted in each place, at most {most} are taken: split it": (
        "重复使用的变量按每处使用合计{count}个字符，最多{most}个，请拆分"
    ),
    "{what} holds more than {most} values: split it": "{what}中的值多于{most}个，请拆分",
    "{what} is empty: send a JSON document": "{what}为空，请发送JSON",
    "{what} holds a NUL character, which no text may: leave it out": "{what}包含NUL字符，请去掉",
    "the connection ended before the body did": "请求体未传完连接就已断开",
    "{what} is not JSON, at line {line}, column {column}: {error}": "{what}不是有效的JSON，第{line}行第{column}列有误",
    "the content type is {media}: send {one}, or {batch} for a list": "内容类型为{media}，请发送{one}，列表请发送{batch}",
    "a body of {batch} is a list of events": "{batch}的请求体须为事件列表",
    "a body of {one} is one event, an object": "{one}的请求体须为一个事件对象",
    "the body is neither an event nor a list of events": "请求体既不是事件，也不是事件列表",
    "an event is an object": "事件须为对象",
    'specversion must be "1.0"': 'specversion须为"1.0"',
    "data must be JSON, not base64": "data须为JSON，不能是base64",
    "{name} must be a text of 1 to {text_characters} characters": "{name}须为1至{text_characters}个字符的文本",
    "subject names the member, such as number:4711 or externalId:A-1": "subject用于指明会员，如number:4711或externalId:A-1",
    "data: {fault}": "data：{fault}",
    "time: {fault}": "time：{fault}",
    "the content type is {sent}: send Content-Type: application/json": "内容类型为{sent}，请发送Content-Type: application/json",
    "the query has {count} characters, at most {query_characters} are taken: use variables": (
        "查询有{count}个字符，最多{query_characters}个，请使用变量"
    ),
    "query is missing: send the operation as a text": "缺少query，请以文本发送操作",
    "the query holds a NUL character, which no text may: leave it out": "查询包含NUL字符，请去掉",
    "variables must be an object": "variables须为对象",
    "operationName must be a text": "operationName须为文本",
    "send an operation: ?query={{merchant{{name}}}}, or by POST as JSON": (
        "请发送操作：?query={{merchant{{name}}}}，或以POST发送JSON"
    ),
    "this token named too many wrong codes of members: try again in {seconds} s": (
        "该令牌查询的会员码错误次数过多，请{seconds}秒后重试"
    ),
    "{reason}: try again in {seconds} s": "{reason}，请{seconds}秒后重试",
    "this token asked for more than its rate limit allows": "该令牌的请求超过频率上限",
    "this partner's tokens asked for more than its rate limit allows": "该合作方的请求超过频率上限",
    "this member asked for more than its rate limit allows": "该会员的请求超过频率上限",
    "too many wrong codes were named": "错误的代码过多",
    "this merchant's tokens asked for more than its rate limit allows": "该商户的请求超过频率上限",
    "too many requests from this address were refused": "该地址被拒绝的请求过多",
    "name the merchant: ?merchant=<slug>, or the header Headless-Merchant": (
        "请指明商户：?merchant=<slug>，或请求头Headless-Merchant"
    ),
    "{method} {path} is nothing we answer: {known}": "不支持{method} {path}：{known}",
    "a subscription is sent over WebSocket (graphql-transport-ws) or with Accept: text/event-stream": (
        "订阅请使用WebSocket（graphql-transport-ws）或Accept: text/event-stream"
    ),
    "PersistedQueryNotFound": "PersistedQueryNotFound",
    'an item is no object: send {{"query": "{{merchant{{name}}}}"}}': '列表项不是对象，请发送{{"query": "{{merchant{{name}}}}"}}',
    "extensions must be an object": "extensions须为对象",
    "only trusted documents are answered: send the id of one that headless documents list shows": (
        "只接受受信任的文档，请发送headless documents list中的id"
    ),
    'persistedQuery has another form: send {{"version": 1, "sha256Hash": "…"}}': (
        'persistedQuery格式不符，请发送{{"version": 1, "sha256Hash": "…"}}'
    ),
    'the body is no object: send {{"query": "{{merchant{{name}}}}"}}': (
        '请求体不是对象，请发送{{"query": "{{merchant{{name}}}}"}}'
    ),
    "the hash is not that of the query: send the SHA-256 of its UTF-8 text, in hexadecimal": (
        "哈希与查询不符，请发送其UTF-8文本的SHA-256（十六进制）"
    ),
    "the list has {count} operations, at most {most} are taken at once: split it": (
        "列表有{count}个操作，一次最多{most}个，请拆分"
    ),
    "the list is empty: send at least one operation": "列表为空，请至少发送一个操作",
    "there is no document {code}: headless documents list shows all": "文档{code}不存在，可用headless documents list查看",
    "there is no document {name!r}: add it with headless documents add": "文档「{name}」不存在，请用headless documents add添加",
    "{described} {shown} {name}, at most {most} are allowed: ask for fewer fields or smaller pages": (
        "{described}{name}为{shown}，最多{most}，请减少字段或缩小分页"
    ),
    "the issuer does not say where its keys are: jwks_uri is missing": "签发方没有说明密钥地址：缺少jwks_uri",
    "the issuer has no keys for signatures": "签发方没有签名密钥",
    "the issuer names {url!r}, which is no https address": "签发方给出的「{url}」不是https地址",
    "the issuer says that it is {get!r}; save it so": "签发方自称「{get}」，请按此保存",
    "the host {host!r} cannot be resolved": "无法解析主机「{host}」",
    "the host {host!r} does not lead to a public address": "主机「{host}」不是公网地址",
    "the issuer's keys cannot be had at the moment; try again in a minute": "暂时无法获取签发方密钥，请一分钟后重试",
    "the token is good, but no member is known by it: create the member first": "令牌有效，但没有对应会员，请先注册会员",
    "the token is refused: {reason}": "令牌被拒绝：{reason}",
    "{url} answers compressed, though it was asked not to": "{url}返回了压缩内容",
    "{url} answers with more than {bytes_most} bytes": "{url}返回超过{bytes_most}字节",
    "{url} answers with the status {status_code}": "{url}返回状态{status_code}",
    "{url} cannot be reached: {name}": "无法访问{url}：{name}",
    "{url} did not answer within {seconds:g} seconds": "{url}在{seconds}秒内没有响应",
    "{url} does not answer with a JSON object": "{url}返回的不是JSON对象",
    "every token of the merchant": "商户的任何令牌",
    "scope: `{scope}`": "权限：`{scope}`",
    "members themselves": "会员本人",
    "cost: {cost}": "成本：{cost}",
    "rows: `first`, {most} if left out": "行数：`first`，不填则为{most}",
    "rows: {count}": "行数：{count}",
    "What the plugin {plugin} says of a member.": "插件{plugin}提供的会员信息。",
    "What the plugin {plugin} says of the merchant.": "插件{plugin}提供的商户信息。",
    "What the plugin {plugin} takes.": "插件{plugin}的操作所需内容。",
    "What the plugin {plugin} answered.": "插件{plugin}的操作结果。",
    "Rows of the plugin {plugin}.": "插件{plugin}的列表。",
    "A row of the plugin {plugin}, and its place.": "插件{plugin}的一行及其位置。",
    "this cursor is of another version of the plugin: begin again": "该游标来自插件的另一版本，请从头开始",
    "the GraphQL type {name} of the plugin {plugin} is one of headless: give what makes it another name, or leave the plugin "
    "out of HEADLESS_PLUGINS": "插件{plugin}的GraphQL类型{name}与headless自带的重名：请改名，或将该插件移出HEADLESS_PLUGINS",
    "the mutation {name} is declared by {known} and by {plugin}: give the action another name, or leave a plugin out of "
    "HEADLESS_PLUGINS": "{known}和{plugin}都声明了变更操作{name}：请给其中一个操作改名，或将某个插件移出HEADLESS_PLUGINS",
    "What the plugin {plugin} says; null if it is not enabled.": "插件{plugin}提供的内容；未启用时为null。",
    "a list has {count} items, at most {most} are taken: split it": "列表有{count}项，最多{most}项，请拆分",
    "{name} has no field {unknown!r}": "{name}没有字段「{unknown}」",
    "there are POST /graphql, /events and /in/<plugin>/<name>, GET /healthz, /readyz, /metrics and /-/plugins": (
        "可用POST /graphql、/events和/in/<plugin>/<name>，GET /healthz、/readyz、/metrics和/-/plugins"
    ),
}
