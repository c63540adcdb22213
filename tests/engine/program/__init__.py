"""Tests of a merchant's configuration as the engine reads it."""
