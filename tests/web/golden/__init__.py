"""Golden scenarios as front ends and operators meet them: over GraphQL, on both databases."""
