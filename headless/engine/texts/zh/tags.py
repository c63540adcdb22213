"""Tags: why a member has a tag, or does not."""

TEXTS = {
    "by_hand": "由{author}手动添加",
    "by_condition": "满足标签条件",
    "by_rule": "由{author}添加",
    "not_worn": "没有标签{tag}",
    "not_worn_yet": "没有标签{tag}；{clause}",
    "removed": "标签{tag}已于{day}移除",
    "ended": "标签{tag}已于{day}到期",
    "since": "自{day}起有标签{tag}：{why}",
}
