"""One member in memory: records, state, and what a run has to write."""
