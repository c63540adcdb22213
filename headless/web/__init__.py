"""HTTP: tokens to principals, GraphQL, inbound events, health, metrics."""
