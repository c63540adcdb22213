"""Files as others write them."""
