"""What members do, as the object of a request: by event type. Other types are called by their label."""

TEXTS = {
    "order.paid": "下单",
    "topup.paid": "充值",
    "checkin": "签到",
    "login": "登录",
    "review.posted": "发表评价",
    "share.posted": "晒单分享",
    "profile.completed": "完善资料",
    "benefit.used": "使用权益",
    "member.joined": "入会",
}
