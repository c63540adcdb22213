"""`headless import members`."""

from typing import Annotated, Any

import typer

from headless.cli.commands.imports.shared import (
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


def members(
    file: FileArgument,
    merchant: MerchantOption,
    maps: MapOption,
    time_zone: ZoneOption = None,
    source: Annotated[str, typer.Option(help="The source that the members get.")] = "import",
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
    """Import members, one per line, without an event of joining, so that no rule rewards it.

    Fields: externalId, number, phone, email, identity:SYSTEM (at least one of these), name, birthday, gender, joined,
    attribute.NAME. Members who exist stay as they are. Ends with 1 if lines were rejected.

    \b
    headless import members people.csv --merchant shop --map number=Card --map name=Name \\
      --map birthday=Born --map joined=Since --map attribute.city=Town
    """
    from headless.services.importing.members import import_members

    options = file_options(encoding, delimiter, date_formats, decimal, trust_identifiers, dry_run, header_line)

    def work(kernel: Any, tell: Any) -> Any:
        return import_members(
            kernel,
            merchant,
            file,
            pairs(maps),
            time_zone=time_zone,
            source=source,
            rejected=rejected,
            progress=tell,
            **options,
        )

    run_import(work, as_json)
