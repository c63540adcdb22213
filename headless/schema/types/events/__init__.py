"""Types of events, decisions, changes and back-tests."""
