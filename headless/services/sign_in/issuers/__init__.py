"""Merchants' own issuers: their keys, fetched with care, and the tokens that these sign."""
