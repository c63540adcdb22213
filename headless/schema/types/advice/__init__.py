"""What is said of a configuration."""
