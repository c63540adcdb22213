"""Back-tests: what would be different, and why."""

TEXTS = {
    "no_tier": "无",
    "tier": "{track}：{before} → {after}",
    "tag.added": "加上标签{tag}",
    "tag.missing": "没有标签{tag}",
    "lasts.longer": "{asset}：数量相同，有效期更长",
    "lasts.shorter": "{asset}：数量相同，有效期更短",
    "instead": "{what}：{after}，而非{before}",
    "between_reasons": "；",
    "because": "{what}：{clause}",
    "why.tag": "标签{tag}",
    "why.refused": "{event}被拒({code})",
    "why.expired": "{asset}过期",
    "why.rule": "{rule}给予的{asset}",
    "why.no_tier": "{track}没有等级",
    "why.tier_lost": "没有{tier}",
}
