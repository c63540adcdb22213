// Apollo Client: a page, its pages of a list, a live update that its cache spreads, and automatic persisted queries.
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { relayStylePagination } from "@apollo/client/utilities";
import { createClient } from "graphql-ws";

import assert from "./assert.mjs";
import { hasText, MEMBERS, NUMBER, RUN, watchedFetch } from "./shop.mjs";

const PAGE = gql`query ApolloPage_${RUN}($number: String!) {
  member(by: { number: $number }) { id name tier { id code name } asset(kind: "points") { id available } }
}`;
const STATEMENT = gql`query ApolloStatement($number: String!, $after: String) {
  member(by: { number: $number }) { id asset(kind: "points") { id
    entries(first: 10, after: $after, types: [GRANT]) { edges { cursor node { id amount } } pageInfo { hasNextPage endCursor } } } }
}`;
const MEMBERS_PAGE = gql`query ApolloMembers($after: String) {
  members(first: 12, after: $after) { edges { cursor node { id number } } pageInfo { hasNextPage endCursor } totalCount }
}`;
const WATCH = gql`subscription ApolloWatch($number: String!) {
  memberChanged(by: { number: $number }) { member { id asset(kind: "points") { id available } } changes { text } }
}`;
const typePolicies = {
  Query: { fields: { members: relayStylePagination() } },
  Asset: { fields: { entries: relayStylePagination(["types"]) } },
};

export async function check(shop) {
  const sockets = createClient({ url: shop.socketUrl, connectionParams: { authorization: shop.authorization } });
  const watched = watchedFetch();
  const client = opened(shop, watched, sockets);
  try {
    await page(client, shop);
    await pages(client);
    await persisted(client, shop, sockets, watched);
  } finally {
    client.stop();
    await sockets.dispose();
  }
}

function opened(shop, watched, sockets) {
  const http = new HttpLink({ uri: shop.url, headers: shop.headers, fetch: watched });
  const hashed = new PersistedQueryLink({ sha256, useGETForHashedQueries: true }).concat(http);
  const link = ApolloLink.split(({ operationType }) => operationType === "subscription", new GraphQLWsLink(sockets), hashed);
  return new ApolloClient({ link, cache: new InMemoryCache({ typePolicies }) });
}

async function page(client, shop) {
  const shown = [];
  const query = client.watchQuery({ query: PAGE, variables: { number: NUMBER } });
  const drawn = query.subscribe(({ data, dataState }) => dataState === "complete" && shown.push(data.member));
  await completed(query);
  const [before] = shown;
  assert.equal(before.name, "Ada Byron");
  assert.equal(before.tier.name, "Bronze");
  let watch;
  const change = new Promise((resolve, reject) => {
    watch = client.subscribe({ query: WATCH, variables: { number: NUMBER } }).subscribe({
      next: ({ data, error }) => (error ? reject(error) : resolve(data.memberChanged)),
      error: reject,
    });
  });
  const { member, changes } = await shop.grantUntil(change);
  assert.ok(changes[0].text.includes("Points +1"), changes[0].text);
  await new Promise((resume) => setTimeout(resume, 50));
  // the page is drawn once more from the cache, with the number of the live update
  assert.ok(Number(shown.at(-1).asset.available) >= Number(member.asset.available), "the live update did not reach the page");
  assert.ok(Number(shown.at(-1).asset.available) > Number(before.asset.available), "the page was not drawn again");
  watch.unsubscribe();
  drawn.unsubscribe();
}

async function pages(client) {
  const statement = client.watchQuery({ query: STATEMENT, variables: { number: NUMBER } });
  const listed = await followed(statement, (data) => data.member.asset.entries);
  assert.equal(listed.pages, Math.ceil(listed.nodes.length / 10));
  const members = client.watchQuery({ query: MEMBERS_PAGE });
  const all = await followed(members, (data) => data.members);
  assert.equal(all.nodes.length, MEMBERS);
  assert.equal(new Set(all.nodes.map(({ number }) => number)).size, MEMBERS);
}

const completed = (query) =>
  new Promise((resolve, reject) => {
    query.subscribe(({ data, dataState, error }) => {
      if (error) reject(error);
      if (dataState === "complete") resolve(data);
    });
  });

async function followed(query, connection) {
  let latest;
  const drawn = query.subscribe(({ data, dataState }) => dataState === "complete" && (latest = data));
  let data = await completed(query);
  let count = 1;
  for (; connection(data).pageInfo.hasNextPage; count++) {
    ({ data } = await query.fetchMore({ variables: { after: connection(data).pageInfo.endCursor } }));
  }
  await new Promise((resume) => setTimeout(resume, 50));
  drawn.unsubscribe();
  return { pages: count, nodes: connection(latest).edges.map(({ node }) => node) };
}

async function persisted(client, shop, sockets, watched) {
  const [first, second] = watched.sent;
  assert.deepEqual([hasText(first), first.method, hasText(second), second.status], [false, "GET", true, 200]);
  const later = watchedFetch();
  const other = opened(shop, later, sockets);
  await other.query({ query: PAGE, variables: { number: NUMBER } });
  assert.deepEqual(later.sent.map((sent) => [sent.method, hasText(sent), sent.status]), [["GET", false, 200]]);
  other.stop();
}

async function sha256(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
