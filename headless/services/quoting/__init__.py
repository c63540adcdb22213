"""Quotes: what orders would cost members and earn, read in one trip and kept nowhere."""
