"""Statements in traces, one file per dialect."""
