"""Benefits: how a member stands to one."""

TEXTS = {
    "available": "{benefit} can be used",
    "available_times": "{benefit} can be used {remaining} more {remaining:time|times}",
    "not_eligible": "{benefit} is not available to you yet: {clause}",
    "never_eligible": "{benefit} is not available to you",
    "quota_used": "{benefit} was used {used} {used:time|times}, which is all",
    "quota_used_until": "{benefit} was used {used} {used:time|times}; available again on {day}",
    "out_of_stock": "{benefit} is out of stock",
    "unknown": "{benefit} cannot be checked now: {fault}",
    "birthday": "{benefit} can be used on your birthday, in {count} {count:day|days}",
    "received": "{benefit} was received already",
    "period.1d": "",
    "period.month": "",
    "period.quarter": "",
    "period.year": "",
    "period.other": "",
    "gone": "{benefit} was received; no more is left",
}
