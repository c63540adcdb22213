"""What is noted in the scope of a request on its way."""

LIMITS = "headless.limits"
"""The limits of rate of the one who asks, which the answer tells."""
SIZE = "headless.body_bytes"
"""How large its body was."""
