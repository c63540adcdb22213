"""Back-tests: two programs folded over the same history and compared."""
