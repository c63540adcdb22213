"""Settling events and clock work: the one path from an event to its entries."""
