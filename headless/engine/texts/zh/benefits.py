"""Benefits: how a member stands to one."""

TEXTS = {
    "available": "可使用{benefit}",
    "available_times": "{benefit}还可使用{remaining}次",
    "not_eligible": "尚未享有{benefit}：{clause}",
    "never_eligible": "尚未享有{benefit}",
    "quota_used": "{benefit}已使用{used}次",
    "quota_used_until": "{benefit}已使用{used}次，{day}恢复",
    "out_of_stock": "{benefit}已领完",
    "unknown": "暂时无法判断{benefit}：{fault}",
}
