"""Benefits and rewards as a front end sees them."""
