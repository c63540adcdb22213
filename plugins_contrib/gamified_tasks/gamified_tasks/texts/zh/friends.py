"""The goals of referrals and top-ups."""

TEXTS = {"missing": "还差{count}位受邀新会员下单", "missing_topups": "还需充值{count}次"}
