"""`headless import orders`."""

from typing import Annotated, Any

import typer

from headless.cli.commands.imports.shared import (
    ByOption,
    DateOption,
    DecimalOption,
    DelimiterOption,
    DryOption,
    EncodingOption,
    FileArgument,
    HeaderOption,
    MapOption,
    RejectedOption,
    TrustOption,
    ZoneOption,
    file_options,
    pairs,
    run_import,
)
from headless.cli.shared.options import JsonOption, MerchantOption


def orders(
    file: FileArgument,
    merchant: MerchantOption,
    maps: MapOption,
    refund_prefix: Annotated[str | None, typer.Option(help="The prefix of refund numbers, such as C.")] = None,
    time_zone: ZoneOption = None,
    create_members: Annotated[
        bool, typer.Option("--create-members", help="Create members who do not exist yet.")
    ] = False,
    fill_down: Annotated[
        bool, typer.Option("--fill-down", help="Lines without an order number belong to the order above.")
    ] = False,
    member_by: ByOption = "externalId",
    source: Annotated[str, typer.Option(help="The source of the events.")] = "import",
    rejected: RejectedOption = None,
    encoding: EncodingOption = None,
    delimiter: DelimiterOption = None,
    header_line: HeaderOption = 1,
    date_formats: DateOption = None,
    decimal: DecimalOption = None,
    trust_identifiers: TrustOption = False,
    dry_run: DryOption = False,
    as_json: JsonOption = False,
) -> None:
    """Import a history of orders, one line per item, as if each had been recorded when it happened.

    Fields: order, member, time, hour (if it has a column of its own), quantity and price (or amount, of the whole line),
    sku, name, category, brand, store, channel, coupons (codes, with commas between). Lines of one order are put together. A
    second run continues an interrupted one. Nothing is recorded twice. Ends with 1 if lines were rejected.

    \b
    headless import orders online_retail.csv.gz --merchant shop --create-members --refund-prefix C \\
      --map order=InvoiceNo --map member=CustomerID --map time=InvoiceDate \\
      --map sku=StockCode --map quantity=Quantity --map price=UnitPrice --time-zone Europe/London
    """
    from headless.services.importing.orders.orders import import_orders

    options = file_options(
        encoding, delimiter, date_formats, decimal, trust_identifiers, dry_run, header_line, fill_down=fill_down
    )

    def work(kernel: Any, tell: Any) -> Any:
        return import_orders(
            kernel, merchant, file, pairs(maps), refund_prefix=refund_prefix, time_zone=time_zone,
            create_members=create_members, member_by=member_by, source=source, rejected=rejected, progress=tell, **options,
        )  # fmt: skip

    run_import(work, as_json)
