"""Back-tests: what would be different, and why."""

TEXTS = {
    "no_tier": "无",
    "tier": "{track}：{before} → {after}",
    "tag.added": "打上标签「{tag}」",
    "tag.missing": "不再打标签「{tag}」",
    "lasts.longer": "{asset}：数量相同，有效期更长",
    "lasts.shorter": "{asset}：数量相同，有效期更短",
    "instead": "{what}：{after}（现行{before}）",
    "between_reasons": "；",
    "because": "{what}：{clause}",
    "why.tag": "标签「{tag}」",
    "why.refused": "{event}被拒（{code}）",
    "why.expired": "{asset}过期",
    "why.rule": "{rule}发放{asset}",
    "why.no_tier": "{track}无等级",
    "why.tier_lost": "不再达到{tier}",
    "changed": "{what} {before} → {after}",
    "times": "{what}{after}次（现行{before}次）",
    "why.rule_alone": "{rule}发放",
}
