"""Requests that are made of our schema, and the checks of graphql-cop, against a server of ours on each database.

`python -m conformance.generated.run`, and a part of `make conformance`. HEADLESS_SEED repeats a run, HEADLESS_CASES shortens it.
"""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.generated.cop import checked
from conformance.shop import ask, furnish
from scripts.npm_clients import left_out, own_environment, passes, serving
from tests import postgres

CASES, SECONDS = 10_000, 600
HERE = Path(__file__).parent
NARROW = ("events:write", "tags:read")
OF_PARTNER = (
    "members:read",
    "assets:read",
    "assets:write",
    "events:read",
    "events:write",
    "tags:read",
    "tags:write",
    "config:read",
)
PARTNER = """mutation { partnerSave(input: {code: "cinema", name: "Cinema", assetKinds: ["points"], eventTypes: ["order.paid"],
  budgets: [{kind: "points", amount: 1000, period: DAY}]}) { userErrors { message } } }"""
MEMBER = """mutation { memberTokenCreate(input: {member: {number: "4711"}, ttlSeconds: 86400}) {
  token userErrors { message } } }"""


def main() -> int:
    """Run all, and return the exit code."""
    seed, cases = (
        int(os.environ.get("HEADLESS_SEED") or secrets.randbelow(10**6)),
        int(os.environ.get("HEADLESS_CASES") or CASES),
    )
    with (
        TemporaryDirectory(prefix="headless-generated-") as folder,
        _databases(Path(folder)) as databases,
        ThreadPoolExecutor(len(databases)) as pool,
    ):
        share = cases // len(databases)
        return max(pool.map(lambda one: _run(one[1], share, seed + one[0]), enumerate(databases)))


@contextmanager
def _databases(folder: Path) -> Iterator[list[str]]:
    """Yield the URLs of the databases there are."""
    file = f"sqlite:///{folder}/generated.db"
    try:
        with postgres.server() as url:
            name = f"generated_{secrets.token_hex(4)}"
            postgres.administer(url, f"CREATE DATABASE {name}")
            yield [file, postgres.renamed(url, name)]
    except postgres.Unavailable as missing:
        left_out("POSTGRESQL", str(missing))
        yield [file]


def _run(database: str, cases: int, seed: int) -> int:
    environment = {
        **own_environment(),
        "HEADLESS_DATABASE_URL": database, "HEADLESS_SECRET_KEY": secrets.token_hex(32), "HEADLESS_LOG_LEVEL": "error",
    }  # fmt: skip
    _headless(environment, "merchant", "create", "shop", "--currency", "GBP", "--time-zone", "Europe/London")
    admin = _token(environment, "admin")
    with serving(environment, ["serve"]) as url:
        furnish(url, admin)
        ask(url, admin, PARTNER)
        member = ask(url, admin, MEMBER)["memberTokenCreate"]["token"]
        partner = _token(environment, *OF_PARTNER, partner="cinema")
        others = {"partner": partner, "member": member, "narrow": _token(environment, *NARROW)}
        tokens = [pair for other in others.items() for pair in (("admin", admin), other)]
        problems = checked(url, admin)
        for problem in problems:
            print(f"graphql-cop: {problem}", file=sys.stderr)
        given = {
            **environment, "HEADLESS_URL": url, "HEADLESS_TOKENS": json.dumps(tokens),
            "HEADLESS_CASES": str(cases), "HEADLESS_SEED": str(seed),
        }  # fmt: skip
        name = database.partition(":")[0]
        done = passes(
            f"schemathesis on {name}",
            [sys.executable, "-m", "conformance.generated.cases"],
            given,
            SECONDS,
            HERE.parents[1],
        )
    return 0 if done and not problems else 1


def _token(environment: Mapping[str, str], *scopes: str, partner: str | None = None) -> str:
    listed = [part for scope in scopes for part in ("--scope", scope)]
    whose = ["--partner", partner] if partner else []
    return _headless(environment, "token", "create", "--merchant", "shop", *listed, *whose).strip()


def _headless(environment: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "headless.cli", *arguments]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
