"""Python's gql: a page over HTTP, and a live update over WebSocket."""

import asyncio
import os
import secrets

from gql import Client, GraphQLRequest
from gql.client import AsyncClientSession
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

URL = os.environ["HEADLESS_URL"]
BEARER = {"Authorization": f"Bearer {os.environ['HEADLESS_TOKEN']}"}
PATIENCE_SECONDS, AGAIN_SECONDS = 20, 0.5
PAGE = """query Page($number: String!) { member(by: {number: $number}) { name tier { name } asset(kind: "points") {
  available entries(first: 2) { edges { node { type amount occurredAt } } pageInfo { hasNextPage } } } } }"""
WATCH = """subscription Watch($number: String!) {
  memberChanged(by: {number: $number}) { member { number } event { type } changes { text } } }"""
GRANT = """mutation Grant($number: String!, $key: String!) { assetGrant(input: {
  member: {number: $number}, kind: "points", amount: "1", reason: "thanks", idempotencyKey: $key}) { userErrors { message } } }"""
NUMBER = {"number": "4711"}


async def main() -> None:
    """Read the page and watch it change, with the schema fetched by introspection."""
    sockets = WebsocketsTransport(
        URL.replace("http", "ws", 1), init_payload=BEARER, subprotocols=["graphql-transport-ws"]
    )
    async with Client(transport=HTTPXAsyncTransport(URL, headers=BEARER), fetch_schema_from_transport=True) as http:
        page = await http.execute(_request(PAGE))
        assert page["member"]["name"] == "Ada Byron", page
        assert page["member"]["asset"]["entries"]["pageInfo"]["hasNextPage"], page
        async with Client(transport=sockets) as live, asyncio.timeout(PATIENCE_SECONDS):
            granting = asyncio.create_task(_keep_granting(http))
            async for change in live.subscribe(_request(WATCH)):
                assert change["memberChanged"]["event"]["type"] == "asset.granted", change
                break
            granting.cancel()
    print("Python's gql: passes")


def _request(text: str, **variables: str) -> GraphQLRequest:
    return GraphQLRequest(text, variable_values={**NUMBER, **variables})


async def _keep_granting(http: AsyncClientSession) -> None:
    while True:
        granted = await http.execute(_request(GRANT, key=secrets.token_hex(8)))
        assert granted["assetGrant"]["userErrors"] == [], granted
        await asyncio.sleep(AGAIN_SECONDS)


asyncio.run(main())
