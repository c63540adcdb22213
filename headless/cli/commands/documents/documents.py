"""`headless documents`: GraphQL documents that front ends name by id."""

from typing import Annotated

import typer

from headless.cli.shared.options import JsonOption, MerchantOption
from headless.messages import Message


def add(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="A GraphQL text, NAME=FILE to name it, or a JSON list of documents."),
    ],
    merchant: MerchantOption,
    replace: Annotated[bool, typer.Option("--replace", help="Give an id that is there already the new text.")] = False,
) -> None:
    """Store documents, all or none, and print their ids.

    The id of a text is its SHA-256, unless it is given a name. A JSON file is what the compilers of clients write: {id: text} of
    relay-compiler and graphql-codegen, or a manifest of Apollo. Each document is checked against the schema with the
    installed plugins; if one cannot be answered, nothing is stored.

    \b
    headless documents add home.graphql --merchant shop
    headless documents add home=home.graphql --merchant shop
    headless documents add persisted-documents.json --merchant shop
    """
    from headless.cli.commands.documents.files import documents_in
    from headless.cli.shared.output import fail, put, say
    from headless.cli.shared.running import run
    from headless.schema.serving.checking import faults_of
    from headless.schema.serving.root import make_schema
    from headless.services.documents.trusted import add_documents
    from headless.services.kernel.kernel import Kernel

    documents = documents_in(files)

    async def work(kernel: Kernel) -> int:
        schema = make_schema(kernel.registry)._schema
        faulty = {code: faults for code, text in documents.items() if (faults := faults_of(schema, text))}
        for code, faults in faulty.items():
            for fault in faults:
                say(Message("{code}: {fault}", code=code, fault=fault))
        if faulty:
            fail(
                Message(
                    "{faulty} of {count} documents cannot be answered, and none was stored",
                    faulty=len(faulty),
                    count=len(documents),
                )
            )
        return await add_documents(kernel, merchant, documents, replace=replace)

    stored = run(work)
    for code in documents:
        put(code)
    there = len(documents) - stored
    say(Message("{stored} documents stored, {there} were there already", stored=stored, there=there))


def listed(merchant: MerchantOption, as_json: JsonOption = False) -> None:
    """List the documents of a merchant: their ids, their operations and when they were added.

    \b
    headless documents list --merchant shop
    headless documents list --merchant shop --json
    """
    from headless.cli.shared.output import put, put_json, table
    from headless.cli.shared.running import run
    from headless.schema.base.scalars import iso
    from headless.schema.serving.checking import operation_names
    from headless.services.documents.trusted import list_documents

    rows = run(lambda kernel: list_documents(kernel, merchant))
    lines = [(row.code, ", ".join(operation_names(row.text)), iso(row.added_at)) for row in rows]
    if as_json:
        texts = [row.text for row in rows]
        put_json(
            [
                {"id": code, "operations": names.split(", "), "addedAt": at, "text": text}
                for (code, names, at), text in zip(lines, texts, strict=True)
            ]
        )
    elif lines:
        table(("id", "operations", "added"), lines)
    else:
        put(Message("no documents"))


def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="The documents.")],
    merchant: MerchantOption,
) -> None:
    """Remove documents, all or none. Servers forget them within five seconds.

    \b
    headless documents remove home --merchant shop
    """
    from headless.cli.shared.output import say
    from headless.cli.shared.running import run
    from headless.services.documents.trusted import remove_documents

    run(lambda kernel: remove_documents(kernel, merchant, ids))
    say(Message("{count} documents removed", count=len(ids)))
