"""Tests of what is there to run it."""
