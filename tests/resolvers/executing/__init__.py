"""Tests of the executor, its plans and fast paths."""
