"""Online Retail, read slowly: all lines of a number are one order, a number with C one unlinked refund."""

import csv
import gzip
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.oracle.money import rounded_half_up
from tests.oracle.movements import Movement, Reading

SHOP_ZONE = ZoneInfo("Europe/London")


def read(path: Path) -> Reading:
    """Every invoice of a customer, in the order of first lines, rounded to pence once per invoice."""
    reading = Reading()
    invoices: dict[str, list[dict[str, str]]] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        for line in csv.DictReader(text):
            reading.lines += 1
            if line["CustomerID"]:
                invoices.setdefault(line["InvoiceNo"], []).append(line)
            else:
                reading.rejected_lines["no customer"] += 1
    for number, lines in invoices.items():
        add_invoice(reading, number, lines)
    return reading


def add_invoice(reading: Reading, number: str, lines: list[dict[str, str]]) -> None:
    """Add the invoice's movement, or reject its lines."""
    assert 1 == len({line["CustomerID"] for line in lines}), number
    is_refund = number.startswith("C")
    total = sum((int(line["Quantity"]) * Decimal(line["UnitPrice"]) for line in lines), Decimal(0))
    amount = -total if is_refund else total
    if amount < 0:
        reading.rejected_lines["negative refund" if is_refund else "negative order"] += len(lines)
        return
    at = datetime.fromisoformat(lines[0]["InvoiceDate"]).replace(tzinfo=SHOP_ZONE)
    reading.movements.append(Movement(number, lines[0]["CustomerID"], at, rounded_half_up(amount), is_refund))
