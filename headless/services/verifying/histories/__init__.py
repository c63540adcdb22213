"""Reading stored histories and folding them."""
