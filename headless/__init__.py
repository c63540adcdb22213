"""Headless membership backend: events in, assets, tiers, tags and benefits out, one GraphQL schema over it all."""
