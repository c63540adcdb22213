"""The ledger: lots, movements, holds and reversals on one member's accounts."""
