// urql with its normalised cache: a page, its pages of a list, live updates over WebSocket and fetch, and persisted queries.
import { Client, fetchExchange, gql, subscriptionExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { persistedExchange } from "@urql/exchange-persisted";
import { createClient } from "graphql-ws";

import assert from "./assert.mjs";
import { hasText, MEMBERS, NUMBER, RUN, watchedFetch } from "./shop.mjs";

const PAGE = gql`query UrqlPage_${RUN}($number: String!) {
  member(by: { number: $number }) { id name tier { id code name } asset(kind: "points") { id available } }
}`;
const MEMBERS_PAGE = gql`query UrqlMembers($after: String) {
  members(first: 12, after: $after) { edges { cursor node { id number } } pageInfo { hasNextPage endCursor } totalCount }
}`;
const WATCH = gql`subscription UrqlWatch($number: String!) {
  memberChanged(by: { number: $number }) { member { id asset(kind: "points") { id available } } changes { text } }
}`;
const KEYLESS = ["MemberChange", "Change", "MemberConnection", "MemberEdge", "PageInfo"];

export async function check(shop) {
  const sockets = createClient({ url: shop.socketUrl, connectionParams: { authorization: shop.authorization } });
  const watched = watchedFetch();
  const live = subscriptionExchange({
    forwardSubscription: ({ query, variables, operationName }) => ({
      subscribe: (sink) => ({ unsubscribe: sockets.subscribe({ query: query ?? "", variables, operationName }, sink) }),
    }),
  });
  try {
    const client = opened(shop, watched, [live]);
    await page(client, shop);
    await pages(client);
    await persisted(shop, watched);
    await page(opened(shop, watchedFetch(), [], { fetchSubscriptions: true }), shop);
  } finally {
    await sockets.dispose();
  }
}

function opened(shop, watched, exchanges, more = {}) {
  const cache = cacheExchange({
    keys: Object.fromEntries(KEYLESS.map((name) => [name, () => null])),
    resolvers: { Query: { members: relayPagination() } },
  });
  const hashed = persistedExchange({ preferGetForPersistedQueries: true });
  return new Client({
    url: shop.url,
    fetch: watched,
    fetchOptions: { headers: shop.headers },
    preferGetMethod: false,
    exchanges: [cache, hashed, ...exchanges, fetchExchange],
    ...more,
  });
}

async function page(client, shop) {
  const shown = [];
  let watch;
  const first = await client.query(PAGE, { number: NUMBER }).toPromise();
  assert.equal(first.error, undefined, String(first.error));
  assert.equal(first.data.member.name, "Ada Byron");
  const drawn = client.query(PAGE, { number: NUMBER }).subscribe(({ data }) => shown.push(data.member));
  const change = new Promise((resolve, reject) => {
    watch = client.subscription(WATCH, { number: NUMBER }).subscribe(({ data, error }) =>
      error ? reject(error) : resolve(data.memberChanged),
    );
  });
  const { member, changes } = await shop.grantUntil(change);
  assert.ok(changes[0].text.includes("Points +1"), changes[0].text);
  await new Promise((resume) => setTimeout(resume, 50));
  assert.ok(Number(shown.at(-1).asset.available) >= Number(member.asset.available), "the live update did not reach the page");
  assert.ok(Number(shown.at(-1).asset.available) > Number(first.data.member.asset.available), "the page was not drawn again");
  watch.unsubscribe();
  drawn.unsubscribe();
}

async function pages(client) {
  let result = await client.query(MEMBERS_PAGE, {}).toPromise();
  while (result.data.members.pageInfo.hasNextPage) {
    const after = result.data.members.pageInfo.endCursor;
    result = await client.query(MEMBERS_PAGE, { after }).toPromise();
    assert.equal(result.error, undefined, String(result.error));
  }
  const numbers = result.data.members.edges.map(({ node }) => node.number);
  assert.equal(numbers.length, MEMBERS);
  assert.equal(new Set(numbers).size, MEMBERS);
}

async function persisted(shop, watched) {
  const [first, second] = watched.sent;
  assert.deepEqual([hasText(first), first.method, hasText(second), second.status], [false, "GET", true, 200]);
  const later = watchedFetch();
  await opened(shop, later, []).query(PAGE, { number: NUMBER }).toPromise();
  assert.deepEqual(later.sent.map((sent) => [sent.method, hasText(sent), sent.status]), [["GET", false, 200]]);
}
