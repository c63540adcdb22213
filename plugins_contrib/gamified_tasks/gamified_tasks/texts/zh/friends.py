"""推荐与充值目标。"""

TEXTS = {"missing": "还差{count}位被推荐的新会员下单", "missing_topups": "还需充值{count}次"}
