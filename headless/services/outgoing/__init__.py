"""Requests to other systems at addresses that others named: pinned, and bounded in time and size."""
