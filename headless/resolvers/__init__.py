"""The fetches behind the API: batch functions over all parents at once, free of the GraphQL library."""
