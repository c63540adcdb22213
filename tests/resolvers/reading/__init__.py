"""Tests of what every batch function shares."""
