"""Importing a merchant's past from files: orders, members, balances, standings."""
