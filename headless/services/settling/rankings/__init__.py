"""What rankings show, and what is stored of them."""
