"""Outgoing webhooks: other systems are told what happened, by Standard Webhooks."""
