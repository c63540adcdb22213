"""Tests of amounts, days and zones."""
