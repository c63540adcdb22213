"""Tags: why a member has a tag, or does not."""

TEXTS = {
    "by_hand": "由{author}手动打标",
    "by_condition": "满足标签条件",
    "by_rule": "由{author}打标",
    "not_worn": "未打标签「{tag}」",
    "not_worn_yet": "未打标签「{tag}」：{clause}",
    "removed": "标签「{tag}」已于{day}移除",
    "ended": "标签「{tag}」有效期至{day}，已到期",
    "since": "{day}打上标签「{tag}」：{why}",
    "someone": "运营后台",
}
