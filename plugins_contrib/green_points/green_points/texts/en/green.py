"""Who takes part in green points."""

TEXTS = {
    "not_preferred": "green points are for members who prefer them",
}
