"""Who takes part in green points."""

TEXTS = {
    "not_preferred": "绿色积分面向偏好环保的会员",
}
