"""What a plugin makes of a merchant's configuration: what it brings, and settings carried over."""
