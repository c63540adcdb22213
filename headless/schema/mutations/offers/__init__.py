"""What is sold by itself: cards."""
