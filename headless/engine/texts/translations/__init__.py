"""Translations of messages: by language, with the English template as the key."""
