"""Shops to measure."""
