"""Cards: kinds, the cards of each, and every change of them."""
