"""Tests of the path from an event to its entries, and of clock work."""
