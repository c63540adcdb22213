"""Members signed in: tokens of their own, tokens of the merchant's issuer, and codes for the till."""
