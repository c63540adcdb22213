"""Back-tests: a change tried in a transaction that is undone, histories streamed to processes, and what comes of it."""
