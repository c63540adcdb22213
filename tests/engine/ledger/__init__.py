"""Tests of accounts, lots and holds."""
