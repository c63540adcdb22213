"""Gift cards and store cards: numbered units with a PIN."""
