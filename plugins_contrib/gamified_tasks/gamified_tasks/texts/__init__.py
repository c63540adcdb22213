"""Words for people: templates by language, family and key."""
