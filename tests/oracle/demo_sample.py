"""The demo's sample, read slowly: all rows of a basket are one order."""

import csv
import gzip
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.oracle.money import hundredths
from tests.oracle.movements import Movement, Reading
from tests.oracle.source_files import REPOSITORY

SHOP_ZONE = ZoneInfo("America/New_York")
SAMPLE = REPOSITORY / "headless" / "demo" / "complete_journey_sample.csv.gz"


def read(path: Path = SAMPLE) -> Reading:
    """Every basket of the sample, in cents."""
    reading = Reading()
    baskets: dict[str, list[dict[str, str]]] = {}
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as text:
        for line in csv.DictReader(text):
            reading.lines += 1
            baskets.setdefault(line["basket_id"], []).append(line)
    for number, lines in baskets.items():
        at = datetime.fromisoformat(lines[0]["time"]).astimezone(SHOP_ZONE)
        amount = sum(hundredths(line["amount"]) for line in lines)
        reading.movements.append(Movement(number, lines[0]["household_id"], at, amount, is_refund=False))
    return reading
