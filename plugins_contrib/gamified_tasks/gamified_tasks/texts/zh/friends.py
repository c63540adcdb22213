"""推荐目标。"""

TEXTS = {"missing": "还差{count}位被推荐的新会员下单"}
