"""Webhooks."""

TEXTS = {
    "A delivery and its place.": "一条投递及其位置。",
    "A message that was sent to try an endpoint, and its answer. It was not queued, and counts nowhere.": (
        "为试用接收端而发送的消息及其响应。不排队，也不计入任何统计。"
    ),
    "All that was queued from this time on, delivered or given up.": "从此刻起排队的全部投递，无论已送达还是已放弃。",
    "All webhook endpoints, those that are off included.": "全部Webhook接收端，包括已停用的。",
    "An address of another system that is told what happens, by Standard Webhooks. Its secret was shown once.": (
        "按Standard Webhooks规范接收通知的外部系统地址。密钥只显示一次。"
    ),
    "An endpoint to send one message to.": "要向其发送一条消息的接收端。",
    "An endpoint, new or changed. What is left out stays as it is. Saving it binds its payloads to what this token may see.": (
        "新建或修改的接收端。不填的保持不变。保存后，消息内容以本令牌可见的范围为准。"
    ),
    "Deliveries, newest first.": "投递记录，最新的在前。",
    "How far a delivery is.": "投递的进展。",
    "How far it is.": "当前进展。",
    "How long it took.": "耗时。",
    "How many attempts have failed in a row.": "连续失败的次数。",
    "How many deliveries were queued.": "排入队列的投递数。",
    "How often it was saved.": "保存过的次数。",
    "How often it was tried.": "尝试过的次数。",
    "If it is told what happens.": "是否接收通知。",
    "If it is told what happens; left out of a new one: ON.": "是否接收通知；新建时不填则为ON。",
    "It failed for too long: webhookReplay sends it again.": "失败时间过长，已放弃；可用webhookReplay重发。",
    "It is to be sent, or to be tried again.": "等待发送或重试。",
    "It is told nothing, and nothing is kept for it. What waited waits until it is on again.": (
        "不再通知，也不为其保留新消息。已在等待的消息等到重新启用。"
    ),
    "It is told what happens.": "接收通知。",
    "Its address.": "地址。",
    "Its https address.": "https地址。",
    "Make a new secret. The old one signs as well for 24 hours.": "生成新密钥。旧密钥在24小时内同时签名。",
    "Make or change a webhook endpoint.": "新建或修改Webhook接收端。",
    "One event that an endpoint is told of. Its id is the message's webhook-id, the same at each attempt.": (
        "通知某个接收端的一个事件。其id即消息的webhook-id，每次尝试都相同。"
    ),
    "Only those whose last attempt failed, or only the others.": "只看最近一次尝试失败的，或只看其余的。",
    "Send again what was delivered or given up.": "重发已送达或已放弃的消息。",
    "Send one message to an endpoint at once, and show both request and answer.": "立即向接收端发送一条消息，并显示请求与响应。",
    "The HTTP status of the answer; null if there was none.": "响应的HTTP状态；没有响应则为null。",
    "The HTTP status of the last answer; null if there was none.": "最近一次响应的HTTP状态；没有响应则为null。",
    "The deliveries of this page.": "本页的投递记录。",
    "The delivery.": "投递记录。",
    "The endpoint that was saved.": "已保存的接收端。",
    "The endpoint took it.": "接收端已收下。",
    "The endpoint.": "接收端。",
    "The endpoint; without since: all that was given up of it.": "接收端；不填since则重发其全部已放弃的投递。",
    "The event to tell; left out: the newest of its topics.": "要通知的事件；不填则取其主题中最新的一个。",
    "The event's type, or event.failed.": "事件类型，或event.failed。",
    'The fields of Event that are sent, such as "{ type data member { number } }"; null: the usual ones.': (
        "要发送的Event字段，如“{ type data member { number } }”；null表示默认字段。"
    ),
    "The fields of Event that are sent; null: the usual ones.": "要发送的Event字段；null表示默认字段。",
    "The first 4096 bytes of the answer.": "响应的前4096字节。",
    "The headers that were sent.": "已发送的请求头。",
    "The message and its answer.": "消息及其响应。",
    "The result of a dry run.": "试发结果。",
    "The secret that signs, if it is new; it is never shown again.": "签名密钥，仅在新生成时返回；以后不再显示。",
    "These, at most 1000; nothing else may be given then.": "指定的投递，最多1000条；此时不能再填其他条件。",
    "What an endpoint is told.": "接收端是否接收通知。",
    "What happened.": "发生的事件。",
    "What happens waits for it: it failed too often in a row and rests, or it was paused by hand.": (
        "通知暂存等待：连续失败过多正在休息，或已手动暂停。"
    ),
    "What is sent again.": "重发的内容。",
    "What is sent again: deliveries, or what an endpoint did not take, or all since a time. Messages keep their ids.": (
        "要重发的内容：指定的投递、某接收端未收下的，或某时刻以来的全部。消息id不变。"
    ),
    'What it is told of: types of events, "event.failed", or "*" for all.': (
        "接收的主题：事件类型、“event.failed”，或“*”表示全部。"
    ),
    "What it is told of: types of events, event.failed, or * for all.": "接收的主题：事件类型、event.failed，或*表示全部。",
    "What it was told, and is to be told, newest first.": "已发送和待发送的通知，最新的在前。",
    "What was sent.": "发送的内容。",
    "When it is tried again if it rests after failures.": "连续失败后正在休息时，下次尝试的时间。",
    "When it was queued first.": "首次排队的时间。",
    "When it was tried last.": "最近一次尝试的时间。",
    "When the endpoint took it.": "接收端收下的时间。",
    "Where it was sent.": "发送到的地址。",
    "Which endpoint is changed; left out: a new one is made.": "要修改的接收端；不填则新建。",
    "Why it would count as failed; null if the endpoint took it.": "会被视为失败的原因；接收端收下则为null。",
    "Why the last attempt failed.": "最近一次尝试失败的原因。",
    "Why the last attempt failed; null if it did not.": "最近一次尝试失败的原因；没有失败则为null。",
}
