"""Changes of a member that a write brought about."""

TEXTS = {
    "asset": "{asset} {amount}, now {after}",
    "tier": "{track}: {before} → {after}",
    "no_tier": "none",
    "tag.added": "tag {tag} added",
    "tag.removed": "tag {tag} removed",
    "COUPON.USABLE": "coupon {name} given",
    "COUPON.USED": "coupon {name} used",
    "COUPON.REVOKED": "coupon {name} taken back",
    "BENEFIT.GRANTED": "{name} granted {amount} {amount:time|times}",
    "BENEFIT.USED": "{name} used",
    "BENEFIT.REVERSED": "use of {name} taken back",
    "BENEFIT.REVOKED": "{name} taken back, {amount} {amount:time|times}",
}
