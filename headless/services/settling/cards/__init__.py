"""Loading the cards that a decision asks for, and writing what it did with them."""
