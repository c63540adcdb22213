// What the tests add to the demo's shop: something of every state that the pages show.
import assert from "node:assert/strict";

import { till } from "./tools.mjs";

/** @param {string} metric @param {string} op @param {unknown} value @param {string} [window] */
const test = (metric, op, value, window) => ({ test: { metric, op, value, ...(window && { window }) } });

/** One that opens earlier for some, one that is near, and one of which there is a single piece. */
const BENEFITS = [
  {
    code: "new-harvest", name: "The new olive oil, first", names: { zh: "新榨橄榄油优先购" }, value: "IDENTITY", quota: 1,
    opensAt: "2018-01-08T00:00:00-05:00", earlyAccess: [{ condition: test("tier", "GTE", "platinum"), days: 3 }],
  },
  { code: "bakery-day", name: "A day at the bakery", names: { zh: "面包房体验日" }, value: "SOCIAL", quota: 1, condition: test("orders", "GTE", 600, "365d") },
  { code: "last-cake", name: "The last cake", names: { zh: "最后一个蛋糕" }, value: "SOCIAL", price: [{ kind: "points", amount: "10" }], stock: 1 },
];
/** One that fits no order of who has ordered before. */
const KINDS = [{ code: "first-order", name: "10 dollars off your first order", names: { zh: "首单立减10美元" }, discount: { amount: "10.00" }, firstOrder: true, validity: "60d" }];
const BENEFIT = `mutation ($input: BenefitSaveInput!) { benefitSave(input: $input) { userErrors { message } } }`;
const KIND = `mutation ($input: CouponKindSaveInput!) { couponKindSave(input: $input) { userErrors { message } } }`;
const ISSUE = `mutation ($input: CouponIssueInput!) { couponIssue(input: $input) { userErrors { message } } }`;

/** Fill the shop, and a household's wallet. Done twice, it is as if it was done once. @param {string} household */
export async function stock(household) {
  for (const input of KINDS) await done(KIND, { input });
  for (const input of BENEFITS) await done(BENEFIT, { input });
  for (const { code: kind } of KINDS)
    await done(ISSUE, { input: { kind, member: { externalId: household }, idempotencyKey: `stock-${kind}-${household}` } });
}

const CARD_KIND = `mutation { cardKindSave(input: { code: "gift-card", name: "Gift card", names: { zh: "礼品卡" }, type: STORED_VALUE, asset: "balance", amount: 25, validity: "3y" }) { userErrors { message } } }`;
const CARD = `mutation ($key: String!) { cardIssue(input: { kind: "gift-card", idempotencyKey: $key }) { issued { pin card { number } } userErrors { message } } }`;
const SOLD = `mutation ($number: String!, $key: String!) { cardActivate(input: { card: $number, idempotencyKey: $key }) { userErrors { message } } }`;

/** Sell a gift card of 25. @returns {Promise<{ number: string, pin: string }>} */
export async function giftCard() {
  await done(CARD_KIND, {});
  const { issued } = await done(CARD, { key: crypto.randomUUID() });
  const [{ pin, card }] = issued;
  await done(SOLD, { number: card.number, key: crypto.randomUUID() });
  return { number: card.number, pin };
}

/** Ask as the till does, and have it done. @param {string} query @param {object} variables @returns {Promise<any>} */
export async function done(query, variables) {
  const [payload] = Object.values(await till(query, variables));
  assert.deepEqual(payload.userErrors, []);
  return payload;
}
