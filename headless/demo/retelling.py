"""The data of the demo for the Chinese shop: the same baskets at the same local times, with Chinese names."""

import csv
import gzip
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

DEPARTMENTS = {
    "GROCERY": "粮油副食", "DRUG GM": "日用百货", "PRODUCE": "蔬菜水果", "MEAT-PCKGD": "包装肉品", "MEAT": "鲜肉", "DELI": "熟食",
    "PASTRY": "面包烘焙", "FUEL": "加油", "NUTRITION": "健康食品", "MISCELLANEOUS": "其他", "SALAD BAR": "沙拉吧",
    "SEAFOOD-PCKGD": "包装水产", "COSMETICS": "美妆", "FLORAL": "鲜花", "SEAFOOD": "鲜活水产", "UNKNOWN": "未分类",
    "CHEF SHOPPE": "现制餐食", "SPIRITS": "酒类", "GARDEN CENTER": "园艺", "COUPON": "优惠券", "TRAVEL & LEISURE": "旅行休闲",
    "FROZEN GROCERY": "冷冻食品", "RESTAURANT": "餐饮", "GM MERCH EXP": "百货", "PHOTO & VIDEO": "影像", "AUTOMOTIVE": "汽车用品",
    "CNTRL/STORE SUP": "门店物料",
}  # fmt: skip
FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = (
    "伟",
    "芳",
    "秀英",
    "娜",
    "敏",
    "静",
    "丽",
    "强",
    "磊",
    "洋",
    "艳",
    "勇",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "霞",
    "平",
    "桂英",
)
HOME = ZoneInfo("America/New_York")
MEMBER_TIME, ORDER_TIME = "joined_at", "time"


def retell(members: Path, orders: Path, folder: Path) -> tuple[Path, Path]:
    """Write both files with Chinese names and local times into a folder, and return their paths."""
    told_members, told_orders = folder / "members.csv", folder / "orders.csv.gz"
    with members.open(encoding="utf-8", newline="") as source, told_members.open("w", encoding="utf-8") as target:
        reader = csv.DictReader(source)
        writer = csv.DictWriter(target, reader.fieldnames or ())
        writer.writeheader()
        for person in reader:
            named = {"name": name_of(int(person["household_id"])), MEMBER_TIME: local(person[MEMBER_TIME])}
            writer.writerow({**person, **named})
    with gzip.open(orders, "rt", encoding="utf-8") as source, gzip.open(told_orders, "wt", 1, "utf-8") as target:
        lines = csv.reader(source)
        copy = csv.writer(target)
        header = next(lines)
        copy.writerow(header)
        time, department = header.index(ORDER_TIME), header.index("department")
        for line in lines:
            line[time], line[department] = local(line[time]), DEPARTMENTS[line[department]]
            copy.writerow(line)
    return told_members, told_orders


def name_of(household: int) -> str:
    """Return the made-up name of a household."""
    return FAMILIES[household % len(FAMILIES)] + GIVEN[household // len(FAMILIES) % len(GIVEN)]


@cache
def local(time: str) -> str:
    """Return the local time at the grocer's, without an offset: the importer reads it in the shop's own zone."""
    return datetime.fromisoformat(time).astimezone(HOME).replace(tzinfo=None).isoformat()
