"""Plain values: amounts, days and zones, windows, texts, and the limits on them."""
