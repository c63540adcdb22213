// Relay's runtime with what its compiler wrote: a page by the ids of trusted documents, its next pages, a live update.
import { createClient } from "graphql-ws";
import {
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getRequest,
  getSelector,
  Network,
  Observable,
  RecordSource,
  requestSubscription,
  Store,
} from "relay-runtime";

import balance from "../relay/__generated__/MemberPage_balance.graphql.js";
import card from "../relay/__generated__/MemberPage_card.graphql.js";
import pageQuery from "../relay/__generated__/MemberPageQuery.graphql.js";
import statement from "../relay/__generated__/MemberPage_statement.graphql.js";
import statementQuery from "../relay/__generated__/MemberPageStatementQuery.graphql.js";
import watch from "../relay/__generated__/MemberPageSubscription.graphql.js";
import assert from "./assert.mjs";
import { NUMBER } from "./shop.mjs";

export async function check(shop) {
  const sockets = createClient({ url: shop.socketUrl, connectionParams: { authorization: shop.authorization } });
  const environment = new Environment({ network: network(shop, sockets), store: new Store(new RecordSource()) });
  try {
    const member = await page(environment);
    await nextPage(environment, member);
    await live(environment, member, shop);
  } finally {
    await sockets.dispose();
  }
}

function network(shop, sockets) {
  const byId = async ({ id }, variables) => {
    const headers = { ...shop.headers, "Content-Type": "application/json", Accept: "application/graphql-response+json" };
    const body = JSON.stringify({ documentId: id, variables });
    return (await fetch(shop.url, { method: "POST", headers, body })).json();
  };
  const bySocket = ({ id, name }, variables) =>
    Observable.create((sink) => sockets.subscribe({ operationName: name, documentId: id, query: "", variables }, sink));
  return Network.create(byId, bySocket);
}

async function page(environment) {
  const variables = { number: NUMBER };
  const operation = createOperationDescriptor(getRequest(pageQuery), variables);
  environment.retain(operation);
  await fetchQuery(environment, pageQuery, variables).toPromise();
  const { member } = environment.lookup(operation.fragment).data;
  const shown = read(environment, card, member);
  assert.equal(shown.name, "Ada Byron");
  assert.ok(Number(read(environment, balance, shown.points).available) > 0, "no points");
  return member;
}

async function nextPage(environment, member) {
  const before = read(environment, statement, member).asset.entries;
  assert.equal(before.edges.length, 10);
  assert.equal(before.pageInfo.hasNextPage, true);
  const { id } = member.__id ? { id: member.__id } : member;
  await fetchQuery(environment, statementQuery, { id, count: 10, cursor: before.pageInfo.endCursor }).toPromise();
  assert.equal(read(environment, statement, member).asset.entries.edges.length, 20);
}

async function live(environment, member, shop) {
  const balanceNow = () => Number(read(environment, balance, read(environment, card, member).points).available);
  const before = balanceNow();
  let subscription;
  const change = new Promise((resolve, reject) => {
    const heard = { onNext: resolve, onError: reject };
    subscription = requestSubscription(environment, { subscription: watch, variables: { number: NUMBER }, ...heard });
  });
  const { memberChanged } = await shop.grantUntil(change);
  assert.ok(memberChanged.changes[0].text.includes("Points +1"), memberChanged.changes[0].text);
  assert.ok(balanceNow() > before, "the live update did not reach the store");
  subscription.dispose();
}

const read = (environment, fragment, reference) => environment.lookup(getSelector(fragment, reference)).data;
