"""Types of members and what belongs to them."""
