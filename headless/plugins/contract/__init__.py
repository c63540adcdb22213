"""The types that plugins use and implement."""
