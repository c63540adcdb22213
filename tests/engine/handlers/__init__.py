"""Tests of what the core does for each event type."""
