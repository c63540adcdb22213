"""Benefits: how a member stands to one."""

TEXTS = {
    "available": "{benefit} can be used",
    "available_times": "{benefit} can be used {remaining} more {remaining:time|times}",
    "not_eligible": "{benefit} is not available to you yet: {clause}",
    "never_eligible": "{benefit} is not available to you",
    "quota_used": "{benefit} was used {used} {used:time|times}",
    "quota_used_until": "{benefit} was used {used} {used:time|times}; available again on {day}",
    "out_of_stock": "{benefit} is out of stock",
    "unknown": "{benefit} cannot be checked now: {fault}",
}
