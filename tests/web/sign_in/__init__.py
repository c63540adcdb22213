"""Tests of members who sign in."""
