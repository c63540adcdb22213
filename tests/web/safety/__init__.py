"""What a caller may cost, and what an answer keeps to."""
