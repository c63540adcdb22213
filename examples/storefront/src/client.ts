/** The GraphQL client: a normalised cache, the member's token, and live updates that change what the pages show. */
import { authExchange } from "@urql/exchange-auth";
import { type Cache, cacheExchange, type UpdateResolver } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { Client, type Exchange, fetchExchange, type Operation, subscriptionExchange } from "urql";
import { pipe, tap } from "wonka";

import type { CheckInMutation, LiveChangeSubscription } from "./graphql/graphql";
import { Live } from "./live";
import { patience } from "./patience";
import type { Session } from "./session";

/** Make a client that asks in one language; texts of two languages must not meet in one cache. */
export function makeClient(session: Session, language: string): { client: Client; live: Live } {
  const live = new Live(session, language);
  const watched = new Map<number, Operation>();
  const client = new Client({
    url: session.url,
    preferGetMethod: false,
    fetchOptions: { headers: { "Accept-Language": language } },
    exchanges: [watching(watched), cache(), patience, tokens(session), fetchExchange, sockets(live)],
  });
  live.onReturn = () => {
    for (const { query, variables, key, context } of watched.values())
      client.reexecuteOperation(
        client.createRequestOperation("query", { query, variables, key }, { ...context, requestPolicy: "network-only" }),
      );
  };
  return { client, live };
}

/** Remember which queries are on the screen. */
function watching(watched: Map<number, Operation>): Exchange {
  return ({ forward }) =>
    (operations) =>
      forward(
        pipe(
          operations,
          tap((operation) => {
            if (operation.kind === "query") watched.set(operation.key, operation);
            if (operation.kind === "teardown") watched.delete(operation.key);
          }),
        ),
      );
}

function tokens(session: Session): Exchange {
  return authExchange(async ({ appendHeaders }) => ({
    addAuthToOperation: (operation) => appendHeaders(operation, { Authorization: `Bearer ${session.token}` }),
    willAuthError: () => !session.isFresh,
    didAuthError: ({ response }) => (response as Response | undefined)?.status === 401,
    refreshAuth: () => session.renew(),
  }));
}

function sockets(live: Live): Exchange {
  return subscriptionExchange({
    forwardSubscription: ({ query, variables }) => ({
      subscribe: (sink) => ({
        unsubscribe: live.connection.subscribe({ query: query ?? "", variables: variables as Record<string, unknown> }, sink),
      }),
    }),
  });
}

/** Types without an id of their own are parts of what has them. */
const PARTS = [
  "Change", "Clause", "CouponOption", "Discount", "EventResult", "Expiry", "Explanation", "LineScope", "MemberChange", "MemberPrice",
  "MemberPriceTerms", "Merchant", "PayOption", "Price", "Quote", "TierProgress",
];
const MEMBERS_LISTS = ["benefits", "cards", "coupons", "events", "explain", "metric", "prices", "quote", "tierProgress"];
/** What answers with the member whom it has changed. */
const ACTS = ["benefitUse", "benefitsSeen", "cardBind", "checkoutHold", "checkoutRelease"];

function cache(): Exchange {
  return cacheExchange({
    keys: Object.fromEntries(PARTS.map((type) => [type, () => null])),
    resolvers: { Asset: { entries: relayPagination() } },
    updates: {
      Mutation: {
        eventsRecord: (result, _arguments, cache) => {
          const { results } = (result as CheckInMutation).eventsRecord ?? {};
          for (const { member } of results ?? []) if (member) forgetLists(cache, member);
        },
        ...Object.fromEntries(ACTS.map((act) => [act, changing(act)])),
      },
      Subscription: {
        memberChanged: (result, _arguments, cache) => {
          const { member } = (result as LiveChangeSubscription).memberChanged ?? {};
          if (member) forgetLists(cache, member);
        },
      },
    },
  });
}

function changing(act: string): UpdateResolver {
  return (result, _arguments, cache) => {
    const { member } = (result as Record<string, { member?: { id: string } | null } | null>)[act] ?? {};
    if (member) forgetLists(cache, member);
  };
}

/** Have everything of a member read again that does not come with a change of the member. */
function forgetLists(cache: Cache, member: { id: string; assets?: { id: string }[] | null }): void {
  forget(cache, { __typename: "Member", id: member.id }, MEMBERS_LISTS);
  for (const { id } of member.assets ?? []) forget(cache, { __typename: "Asset", id }, ["entries"]);
}

/** Have fields read again that what came with a change does not hold. */
function forget(cache: Cache, owner: { __typename: string; id: string }, names: readonly string[]): void {
  for (const { fieldName, fieldKey, arguments: given } of cache.inspectFields(owner)) {
    // the way to the next tier comes with the change, those to other tiers do not
    const told = fieldName === "tierProgress" && !given;
    if (names.includes(fieldName) && !told) cache.invalidate(owner, fieldKey);
  }
}
