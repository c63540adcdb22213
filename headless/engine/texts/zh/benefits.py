"""Benefits: how a member stands to one."""

TEXTS = {
    "available": "可使用{benefit}",
    "available_times": "{benefit}还可使用{remaining}次",
    "not_eligible": "{benefit}暂不可用：{clause}",
    "never_eligible": "{benefit}暂不可用",
    "quota_used": "{benefit}已用完（{used}/{quota}）",
    "quota_used_until": "{benefit}{period}已用完（{used}/{quota}），{day}起可再用",
    "out_of_stock": "{benefit}已领完",
    "unknown": "暂时无法判断{benefit}：{fault}",
    "birthday": "生日当天可领取{benefit}（还有{count}天）",
    "received": "已领取{benefit}",
    "period.1d": "今日",
    "period.month": "本月",
    "period.quarter": "本季度",
    "period.year": "今年",
    "period.other": "本周期",
    "gone": "已领取{benefit}，现已领完",
}
