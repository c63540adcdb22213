"""Tags: why a member has a tag, or does not."""

TEXTS = {
    "by_hand": "added by {author}",
    "by_condition": "meets the tag's condition",
    "by_rule": "added by {author}",
    "not_worn": "does not have the tag {tag}",
    "not_worn_yet": "does not have the tag {tag}; {clause}",
    "removed": "{tag} was removed on {day}",
    "ended": "{tag} was valid until {day}",
    "since": "{tag} since {day}: {why}",
    "someone": "the shop",
}
