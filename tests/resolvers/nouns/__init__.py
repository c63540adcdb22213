"""Tests of the batch functions, by noun."""
