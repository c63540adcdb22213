"""Bringing a merchant's past along from files: orders, members, balances, standings."""
