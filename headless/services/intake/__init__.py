"""Taking events in: acceptance, duplicates, recording, and mutations as events."""
