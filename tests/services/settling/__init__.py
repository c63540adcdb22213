"""Tests of loading, deciding and writing."""
