"""Who may do what: the bounds of tokens, and partners."""
