"""Back-tests: what would be different, and why."""

TEXTS = {
    "no_tier": "none",
    "tier": "{track}: {before} → {after}",
    "tag.added": "tag {tag} added",
    "tag.missing": "tag {tag} not added",
    "lasts.longer": "{asset}: as much, but it lasts longer",
    "lasts.shorter": "{asset}: as much, but it ends sooner",
    "instead": "{what}: {after} instead of {before}",
    "between_reasons": "; ",
    "because": "{what}: {clause}",
    "why.tag": "tag {tag}",
    "why.refused": "{event} refused ({code})",
    "why.expired": "{asset} expired",
    "why.rule": "{asset} by {rule}",
    "why.no_tier": "no tier on {track}",
    "why.tier_lost": "no {tier}",
    "changed": "{what}: {after} instead of {before}",
    "times": "{what}: {after} instead of {before}",
    "why.rule_alone": "{asset} by {rule}",
}
