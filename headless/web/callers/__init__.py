"""What is known of callers before their requests are read."""
