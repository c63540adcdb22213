"""What members do, as the object of a request: by event type. Other types are called by their label."""

TEXTS = {
    "order.paid": "order",
    "topup.paid": "top up",
    "checkin": "check in",
    "login": "log in",
    "review.posted": "write a review",
    "share.posted": "share",
    "profile.completed": "complete the profile",
    "benefit.used": "use a benefit",
    "member.joined": "join",
}
