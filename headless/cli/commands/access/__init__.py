"""Commands on access: who may do what, and who did what."""
