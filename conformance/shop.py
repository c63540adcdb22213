"""The shop that the clients look at: a member with a tier and a statement of three pages, and thirty others."""

import json
import urllib.request
from functools import partial
from typing import Any

MEMBERS, GRANTS = 31, 25
CONFIGURE = """mutation {
  assetKindSave(input: {code: "points", name: "Points"}) { userErrors { message } }
  tierTrackSave(input: {code: "main", name: "Main", kind: EARNED, tiers: [
    {code: "bronze", name: "Bronze", rank: 1},
    {code: "silver", name: "Silver", rank: 2, condition: {test: {metric: "orders", op: GTE, value: 2}}}
  ]}) { userErrors { message } }
}"""
JOIN = """mutation ($number: String!, $name: String!) {
  memberCreate(input: {number: $number, name: $name}) { userErrors { message } }
}"""
GRANT = """mutation ($key: String!) {
  assetGrant(input: {member: {number: "4711"}, kind: "points", amount: "10", reason: "welcome", idempotencyKey: $key}) {
    userErrors { message }
  }
}"""


def furnish(url: str, token: str) -> None:
    """Save the configuration, the members and what Ada Byron, number 4711, has got."""
    send = partial(ask, url, token)
    send(CONFIGURE)
    for number in range(4711, 4711 + MEMBERS):
        send(JOIN, number=str(number), name="Ada Byron" if number == 4711 else f"Member {number}")
    for number in range(GRANTS):
        send(GRANT, key=f"welcome-{number}")


def ask(url: str, token: str, query: str, **variables: str) -> Any:
    """Return the data of an answer. End with what is wrong with it otherwise."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=30) as response:
        answer = json.load(response)
    if "errors" in answer or any(payload["userErrors"] for payload in answer["data"].values()):
        raise SystemExit(f"the shop cannot be made: {answer}")
    return answer["data"]
