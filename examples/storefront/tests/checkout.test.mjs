// The basket in Chromium: the member's prices, coupons and points, the order that it becomes, and the till that is paid.
import assert from "node:assert/strict";
import { test } from "node:test";

import { staged } from "./stage.mjs";
import { done } from "./stock.mjs";
import { complaints, follow, give, isLive, opened, settled, signedIn, textOf, till } from "./tools.mjs";

const HOUSEHOLD = "400";
/** What the shop's server asks when an order is placed: the lines as they are to be recorded. */
const LINES = `query ($household: String!, $order: OrderInput!, $coupons: [String!], $payWith: [PriceInput!]) {
  member(by: { externalId: $household }) {
    quote(order: $order, coupons: $coupons, payWith: $payWith) { lines { sku list amount } total earns { code amount } }
  }
}`;
const PAY = `mutation ($household: String!, $order: String!, $data: JSON!) {
  eventsRecord(input: { events: [{ type: "order.paid", source: "till", externalId: $order, member: { externalId: $household }, data: $data }] }) {
    results { status userErrors { message } } userErrors { message }
  }
}`;
const OF_HOUSEHOLD = `query ($household: String!) {
  member(by: { externalId: $household }) {
    asset(kind: "points") { available held }
    coupons(first: 50) { edges { node { code state kind { name } } } }
  }
}`;

const stage = staged(HOUSEHOLD);

async function atTheBasket() {
  const window = await opened(stage.browser, stage.shop.address);
  /** @type {any[]} */
  const quotes = [];
  window.page.on("response", async (response) => {
    if (!response.request().postData()?.includes("query Checkout")) return;
    const { data } = await response.json().catch(() => ({}));
    if (data?.me?.quote) quotes.push({ ...data.me.quote, asked: JSON.parse(response.request().postData() ?? "").variables });
  });
  await signedIn(window.page, HOUSEHOLD);
  await follow(window.page, "/checkout");
  await window.page.waitForSelector(".sum");
  return { ...window, quotes, quote: () => quotes.at(-1) };
}

const ofHousehold = async () => (await till(OF_HOUSEHOLD, { household: HOUSEHOLD })).member;
const cents = (/** @type {string} */ text) => Math.round(Number(text.replace(/[^\d.-]/g, "")) * 100);
const left = async (/** @type {import("puppeteer-core").Page} */ page) => cents(await textOf(page, "[data-figure=left]"));

/** Press what may lie under the tabs. @param {import("puppeteer-core").Page} page @param {string} selector */
const press = (page, selector) => page.$eval(selector, (element) => /** @type {HTMLElement} */ (element).click());

/** Choose to pay with points. @param {import("puppeteer-core").Page} page */
async function payWithPoints(page) {
  await press(page, "[aria-labelledby=pay] input");
  await page.waitForFunction(() => document.querySelectorAll(".sum dl > .less-price").length === 3);
  await settled(page);
}

test("the basket shows the member's prices next to the plain ones, the best coupons, and what is left to pay", async () => {
  const { page, faults, quote } = await atTheBasket();
  const { prices, best, coupons, total, delivery } = quote();
  const listed = await page.$$eval("[aria-labelledby=basket] .prices", (list) => list.map((one) => /** @type {HTMLElement} */ (one).innerText));

  assert.deepEqual(listed.map((text) => text.match(/[\d.]+/g)), prices.map((/** @type {any} */ { list, price }) => [list, price]));
  assert.equal(await page.$$eval("[aria-labelledby=coupons] input:checked", (list) => list.length), best.length);
  assert.ok(best.length >= 1 && coupons.length > best.length);
  assert.equal(await left(page), cents(total) + cents(delivery));
  assert.deepEqual(await complaints(page), []);
  assert.deepEqual(faults, []);
});

test("another basket is quoted again, and coupons that do not fit say why", async () => {
  const { page, quote } = await atTheBasket();
  const before = await left(page);
  const shown = await textOf(page, "[data-figure=left]");
  await press(page, '[aria-label="One more: Coffee beans, 500 g"]');
  await page.waitForFunction((then) => document.querySelector("[data-figure=left]")?.textContent !== then, {}, shown);
  await press(page, "details summary");
  const reasons = await page.$$eval("details .choice", (list) => list.map((one) => /** @type {HTMLElement} */ (one).innerText));

  assert.notEqual(await left(page), before);
  assert.ok(reasons.some((text) => /first order/i.test(text)), reasons.join("\n"));
  assert.equal(reasons.length, quote().coupons.filter((/** @type {any} */ { usable }) => !usable).length);
});

test("coupons are chosen by hand, and the best combination comes back by a press", async () => {
  const { page, quote } = await atTheBasket();
  const best = await left(page);
  await press(page, "[aria-labelledby=coupons] input:checked");
  await page.waitForFunction(() => document.querySelector("[aria-labelledby=coupons] .link"));
  await settled(page);
  assert.ok((await left(page)) > best);
  assert.equal(quote().best.length + 1, (await page.$$eval("[aria-labelledby=coupons] input:checked", (list) => list.length)) + 1);
  await press(page, "[aria-labelledby=coupons] .link");
  await settled(page);

  assert.equal(await left(page), best);
});

test("an order keeps points and coupons, and gives them back when it is cancelled", async () => {
  const { page, faults, quote } = await atTheBasket();
  await payWithPoints(page);
  const before = await ofHousehold();
  await press(page, ".sum .button");
  await page.waitForSelector(".placed .digits");
  const [{ most, worth }] = quote().payWith;
  const kept = await ofHousehold();
  assert.equal(kept.asset.held, most);
  assert.equal(kept.coupons.edges.filter((/** @type {any} */ { node }) => node.state === "HELD").length, quote().best.length);
  assert.equal(cents(await textOf(page, ".left-to-pay .figure")), cents(quote().total) - cents(worth) + cents(quote().delivery));
  assert.deepEqual(await complaints(page), []);
  await press(page, ".placed .button");
  await page.waitForSelector(".sum");

  assert.deepEqual(await ofHousehold(), before);
  assert.deepEqual(faults, []);
});

test("the till is paid, and the page says so by itself", async () => {
  const { page, faults, quote } = await atTheBasket();
  await payWithPoints(page);
  const before = await ofHousehold();
  const { best, asked } = quote();
  const { lines, total, earns } = (await till(LINES, { household: HOUSEHOLD, ...asked })).member.quote;
  const items = asked.order.items.map((/** @type {any} */ item, /** @type {number} */ place) => ({ ...item, ...lines[place] }));
  const moved = earns.filter((/** @type {any} */ { code }) => code === "points").map((/** @type {any} */ { amount }) => Number(amount));
  await press(page, ".sum .button");
  await page.waitForSelector(".placed .digits");
  const order = await textOf(page, ".placed .digits code");
  const { results } = await done(PAY, { household: HOUSEHOLD, order, data: { orderId: order, total, items, channel: "web" } });
  assert.deepEqual(results[0].userErrors, []);
  await page.waitForFunction(() => document.querySelector(".placed h2")?.textContent === "Paid. Thank you!");
  const paid = await ofHousehold();

  assert.equal(paid.asset.held, "0");
  assert.equal(Number(paid.asset.available), moved.reduce((/** @type {number} */ sum, /** @type {number} */ amount) => sum + amount, Number(before.asset.available)));
  assert.deepEqual(paid.coupons.edges.filter((/** @type {any} */ { node }) => node.state === "USED").map((/** @type {any} */ { node }) => node.code).sort(), [...best].sort());
  await press(page, ".placed .button");
  await page.waitForFunction(() => document.querySelector("main")?.textContent?.includes("Your basket is empty."));
  await follow(page, "/wallet");
  await press(page, 'a[href="/wallet/past"]');
  await settled(page);
  assert.match(await textOf(page, ".ticket.past"), /Used on/);
  assert.deepEqual(faults, []);
});

test("what a rate limit refuses is asked again when its time is over, and the page shows it", async () => {
  const { page } = await opened(stage.browser, stage.shop.address);
  await signedIn(page, HOUSEHOLD);
  let refused = 0;
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    if (request.method() !== "POST" || !request.postData()?.includes("query Home") || refused) return void request.continue();
    refused += 1;
    return void request.respond({
      status: 429,
      headers: { "Retry-After": "2", "Access-Control-Allow-Origin": stage.shop.address, "Access-Control-Expose-Headers": "Retry-After" },
      contentType: "application/graphql-response+json",
      body: JSON.stringify({ errors: [{ message: "too many requests", extensions: { code: "RATE_LIMITED", retryAfter: 2 } }] }),
    });
  });
  const points = Number((await textOf(page, "[data-figure=points]")).replaceAll(",", ""));
  stage.wire.cut();
  await isLive(page, "lost");
  await give(HOUSEHOLD, 9);
  stage.wire.join();
  await page.waitForFunction((then) => Number(document.querySelector("[data-figure=points]")?.textContent?.replaceAll(",", "")) === then, {}, points + 9);

  assert.equal(refused, 1);
  assert.equal(await page.$(".trouble"), null);
});
