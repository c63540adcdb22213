"""What is done with cards: bound, blocked, sold by orders and refunded."""
