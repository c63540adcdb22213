"""Checkouts: what is kept for an order under its number, until its payment captures it, it is cancelled, or its time is out."""
