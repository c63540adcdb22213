"""Connections, sessions and statements, one file per dialect."""
