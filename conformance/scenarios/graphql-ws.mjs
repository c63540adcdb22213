// graphql-ws: a live update, a query on the same connection, and how a token that is none is refused and another taken.
import { createClient } from "graphql-ws";

import assert from "./assert.mjs";
import { NUMBER } from "./shop.mjs";

const WATCH = `subscription Watch($number: String!) {
  memberChanged(by: { number: $number }) { member { number asset(kind: "points") { available } } event { type } changes { text } }
}`;

export async function check(shop) {
  const client = createClient({ url: shop.socketUrl, connectionParams: () => ({ authorization: shop.authorization }) });
  const changes = client.iterate({ query: WATCH, variables: { number: NUMBER } });
  const { value } = await shop.grantUntil(changes.next());
  assert.equal(value.errors, undefined);
  assert.equal(value.data.memberChanged.member.number, NUMBER);
  assert.equal(value.data.memberChanged.event.type, "asset.granted");
  assert.ok(value.data.memberChanged.changes[0].text.includes("Points +1"), value.data.memberChanged.changes[0].text);
  for await (const result of client.iterate({ query: "{ merchant { name } }" })) assert.equal(result.data.merchant.name, "shop");
  const wrong = await client.iterate({ query: "subscription { nothing }" }).next().catch((errors) => errors);
  assert.equal(wrong[0]?.extensions.code, "INVALID_QUERY");
  await changes.return();
  await client.dispose();
  assert.equal((await refusal(shop)).code, 4403);
  await renewal(shop);
}

// A token that has run out: the client connects again by itself, with the one that it is given then.
async function renewal(shop) {
  let tries = 0;
  const connectionParams = () => ({ authorization: tries++ ? shop.authorization : "Bearer none" });
  const client = createClient({ url: shop.socketUrl, connectionParams });
  const { value } = await shop.grantUntil(client.iterate({ query: WATCH, variables: { number: NUMBER } }).next());
  assert.equal(value.data.memberChanged.member.number, NUMBER);
  assert.equal(tries, 2);
  await client.dispose();
}

async function refusal(shop) {
  const client = createClient({ url: shop.socketUrl, connectionParams: { authorization: "Bearer none" }, retryAttempts: 0 });
  return client.iterate({ query: WATCH, variables: { number: NUMBER } }).next().catch((closed) => closed);
}
