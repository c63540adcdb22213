"""Kinds of gift cards and store cards, as configured."""
