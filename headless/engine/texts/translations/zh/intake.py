"""What stands against what a sender sends: identities, sources, times, keys, and who the member is."""

TEXTS = {
    "the event type {given!r} belongs to the plugin {type}, which is not enabled": (
        "事件类型「{given}」属于插件{type}，该插件未启用"
    ),
    "occurredAt {when} is more than a day ahead of the merchant's clock, {present}; send the event when it has happened": (
        "occurredAt {when}比商户当前时间{present}晚一天以上，请在事件发生后再上报"
    ),
    "give member: {noun} {key} is not known yet, so that it cannot say whose refund this is": (
        "请填写member：{noun}{key}尚未上报，无法确定退款属于哪位会员"
    ),
    "{type} is sent by {who}; this token is a {role}'s": "{type}由{who}上报，当前令牌属于{role}",
    "to name a member by {kind} the token needs {scope}": "用{kind}指定会员需要{scope}权限",
    "member": "会员",
    "merchant": "商户",
    "partner": "合作方",
    "engine": "系统",
    "the source {name!r} is kept for the system; use a name of your own": "来源「{name}」为系统保留，请使用自己的名称",
    "this token may send from {allowed}, not from {name!r}": "该令牌可使用的来源为{allowed}，不能使用「{name}」",
    "give externalId: the number that this event has at its source": "请填写externalId：该事件在来源系统中的编号",
    "there is no member with {lookup}; create it first": "会员不存在（{lookup}），请先注册",
    "there is no member with {lookup}; check who is meant": "会员不存在（{lookup}），请核对",
    "this {named}": "该{named}",
    "{named} {value!r}": "{named}「{value}」",
    "there is no member with {lookup}": "会员不存在（{lookup}）",
    "id {value!r}": "ID「{value}」",
    "code {value!r}": "动态码「{value}」",
    "identity:{system} {value!r}": "{system}账号「{value}」",
    "there is no member {member}": "会员{member}不存在",
    "give source: the system that this event comes from": "请填写source：事件来自哪个系统",
    "give member: the one to whom this happened": "请填写member：事件属于哪位会员",
    ". One number is one order: to change it, send order.amended, and order.moved if it is another member's": (
        "。一个编号对应一笔订单：变更请上报order.amended，转移给其他会员请上报order.moved"
    ),
    "{record} {subject!r} was recorded before, as {taken}; nothing was changed": (
        "{record}「{subject}」已上报过（{taken}），未做任何变更"
    ),
    "the member does not exist any more": "会员已不存在",
    "the member is {lower}, so that no {what} there": "会员{lower}，{what}",
    "the idempotency key {key!r} was used before for another request; nothing was changed": (
        "请求重复且内容不一致，未做任何变更（幂等键「{key}」）"
    ),
    "the key {key!r} was used before for another request; give each request a key of its own": (
        "请求重复且内容不一致（幂等键「{key}」），请为每个请求使用不同的键"
    ),
    "the idempotency key is empty; give one that is new for each request": "幂等键为空，请为每个请求填写新的键",
    "the idempotency key has {count} characters; give {key_characters} at most": "幂等键有{count}个字符，最多{key_characters}个",
    "this idempotencyKey was used for another member or input: take a new one": "该幂等键已用于其他会员或内容，请使用新的键",
    "the first request with this key is still being worked on": "使用该键的首个请求仍在处理中",
    "name the member by exactly one of {value}; given was {given}": "请只用以下一种方式指明会员：{value}；当前为{given}",
    "name the member by exactly one of {known}; given was {named}": "请只用以下一种方式指明会员：{known}；当前为{named}",
    "a batch holds 1 to {batch_events} events, this one {count}: split it": "每批1至{batch_events}个事件，本批{count}个，请拆分",
    "must name a member by exactly one of {value}": "须只用以下一种方式指明会员：{value}",
    "cannot be brought to version {version}: {name}: {fault}": "无法升级到版本{version}：{name}: {fault}",
    "must be a text of 1 to 200 characters": "须为1至200个字符的文本",
    "must have a system and an id": "须包含system和id",
    "{alias}: {wrong}": "{alias}：{wrong}",
    "the decision asks for the same facts again and again: {last}": "处理时反复请求相同的数据：{last}",
    "a member has taken the identifier of a guest in the meantime; begin again": "该标识刚被会员使用，请重新开始",
    "no member has this identifier: the event is kept for {days} days, and settled when a member has it and proves it": (
        "暂无会员使用该标识：事件保留{days}天，待会员绑定并验证后结算"
    ),
    "{guest_events} events wait under this identifier already; it does not look like one of a person": (
        "该标识下已有{guest_events}个事件在等待，不像是个人标识"
    ),
    "{noun} {refers} waits for another guest; name that one, or none": "{noun}{refers}属于另一位待入会顾客，请指明该顾客或不指明",
    "{source} {external_id!r} waits for a guest to join, and said something else; nothing was changed. Give a new event an "
    "externalId of its own": (
        "{source}「{external_id}」正等待顾客入会且内容不一致，未做任何变更；新事件请使用新的externalId"
    ),
    "{type} {subject!r} waits for a guest to join; nothing was changed": "{type}「{subject}」正等待顾客入会，未做任何变更",
    "source and externalId take at most {source_length} characters each": "source和externalId各最多{source_length}个字符",
    "there is no event type {name!r} to send; there are: {known}": "没有可上报的事件类型「{name}」，现有：{known}",
    "{source} {key!r} was recorded before with another content, as {event_id}; nothing was changed. Give a new event an "
    "externalId of its own": (
        "{source}「{key}」已上报过且内容不一致（{event_id}），未做任何变更；新事件请使用新的externalId"
    ),
}
