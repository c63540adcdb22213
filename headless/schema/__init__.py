"""The shapes of the GraphQL API: thin types whose fields name the batch functions that answer them."""
