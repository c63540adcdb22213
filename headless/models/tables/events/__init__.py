"""Events, decisions and the outbox."""
