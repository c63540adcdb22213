"""Tokens and partners, as those who hold them see them."""
