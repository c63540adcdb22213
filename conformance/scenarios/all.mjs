// All scenarios by name, as Node and a page run them.
import { check as apollo } from "./apollo.mjs";
import { check as graphqlSse } from "./graphql-sse.mjs";
import { check as graphqlWs } from "./graphql-ws.mjs";
import { check as relay } from "./relay.mjs";
import { Shop } from "./shop.mjs";
import { check as urql } from "./urql.mjs";

const SCENARIOS = { "graphql-ws": graphqlWs, "graphql-sse": graphqlSse, "Apollo Client": apollo, urql, Relay: relay };

const MOST_MS = 60_000;
const timeOut = () =>
  new Promise((_, reject) => setTimeout(() => reject(new Error(`not done in ${MOST_MS / 1000} seconds`)), MOST_MS));

// Run all, tell each result, and return how many failed.
export async function run(address, tell) {
  let failed = 0;
  for (const [name, check] of Object.entries(SCENARIOS)) {
    const begun = Date.now();
    try {
      await Promise.race([check(new Shop(address)), timeOut()]);
      tell(`${name}: passes, ${Date.now() - begun} ms`);
    } catch (error) {
      failed += 1;
      tell(`${name}: FAILS: ${error?.stack ?? error?.reason ?? JSON.stringify(error)}`);
    }
  }
  return failed;
}
