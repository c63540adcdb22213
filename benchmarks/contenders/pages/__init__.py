"""Reading pages of members over HTTP: the contenders, and what asks them."""
