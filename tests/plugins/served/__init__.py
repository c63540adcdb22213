"""What plugins serve through GraphQL: fields of members and of the merchant, and typed mutations."""
