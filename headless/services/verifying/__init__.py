"""Verifying: rebuilding what is stored from its histories and comparing."""
