"""The way from installed distributions to a checked registry and to instances."""
