"""What paid an order, and how refunds give it back: assets to where they came from, money to where the refund says."""
