"""Requests and operations in traces."""
