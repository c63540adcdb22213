"""What the mutations on benefits record: uses, what other systems say of them, and reversals."""
