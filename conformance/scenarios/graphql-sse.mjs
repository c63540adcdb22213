// graphql-sse: a live update and a query as streams of events, each by a connection of its own.
import { createClient } from "graphql-sse";

import assert from "./assert.mjs";
import { NUMBER } from "./shop.mjs";

const WATCH = `subscription Watch($number: String!) {
  memberChanged(by: { number: $number }) { member { number } event { type } }
}`;

export async function check(shop) {
  const client = createClient({ url: shop.url, headers: () => shop.headers, retryAttempts: 0 });
  const changes = client.iterate({ query: WATCH, variables: { number: NUMBER } });
  const { value } = await shop.grantUntil(changes.next());
  assert.deepEqual(value.data, { memberChanged: { member: { number: NUMBER }, event: { type: "asset.granted" } } });
  await changes.return();
  const answers = [];
  for await (const answer of client.iterate({ query: "{ merchant { name } }" })) answers.push(answer.data);
  assert.deepEqual(answers, [{ merchant: { name: "shop" } }]);
  const wrong = await client.iterate({ query: "subscription { nothing }" }).next();
  assert.equal(wrong.value.errors[0].extensions.code, "INVALID_QUERY");
  const refused = createClient({ url: shop.url, headers: { Authorization: "Bearer none" }, retryAttempts: 0 });
  const error = await refused.iterate({ query: WATCH, variables: { number: NUMBER } }).next().catch((failed) => failed);
  assert.equal(error.response?.status, 401, String(error));
  client.dispose();
}
