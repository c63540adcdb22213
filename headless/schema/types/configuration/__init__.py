"""Types of a merchant's configuration."""
