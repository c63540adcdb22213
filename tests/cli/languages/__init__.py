"""The command line in every language."""
