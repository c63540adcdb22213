// Benefits, coupons and rewards in Chromium: what is news, what is missing, what is claimed and redeemed, and what came of it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { staged } from "./stage.mjs";
import { done, giftCard } from "./stock.mjs";
import { complaints, figure, follow, opened, settled, shows, signedIn, textOf, till } from "./tools.mjs";

/** One who has ordered a lot, and whose wallet no other test touches. */
const HOUSEHOLD = "1453";
const OTHER = "1430";
const USE = `mutation ($benefit: String!, $household: String!) {
  benefitUse(input: { benefit: $benefit, member: { externalId: $household }, idempotencyKey: "other" }) { userErrors { message } }
}`;
const FULFIL = `mutation ($input: BenefitUseFulfilInput!) { benefitUseFulfil(input: $input) { userErrors { message } } }`;
const OF_HOUSEHOLD = `query ($household: String!, $state: [CouponState!]) {
  member(by: { externalId: $household }) {
    coupons(first: 50, states: $state) { totalCount edges { node { code } } }
    benefits { benefit { code } unseen uses(first: 5) { edges { node { id } } } }
  }
}`;

const stage = staged(HOUSEHOLD);

/** Sign in and go to a page. @param {string} path @param {"en" | "zh"} [language] */
async function at(path, language) {
  const window = await opened(stage.browser, stage.shop.address, language);
  await signedIn(window.page, HOUSEHOLD);
  await follow(window.page, path);
  return window;
}

/** What is written on some elements, line by line. @param {import("puppeteer-core").Page} page @param {string} selector @returns {Promise<string[]>} */
const written = (page, selector) => page.$$eval(selector, (list) => list.map((one) => /** @type {HTMLElement} */ (one).innerText.replace(/\n+/g, "\n")));

/** What is written on the card of an offer. @param {import("puppeteer-core").Page} page @param {string} name */
const card = async (page, name) => (await written(page, ".offer, .reward")).find((text) => text.split("\n").includes(name)) ?? "";

/** Press a button of an offer. @param {import("puppeteer-core").Page} page @param {string} name */
async function press(page, name) {
  const cards = await page.$$(".offer, .reward");
  for (const one of cards)
    if ((await one.$eval("h3", (heading) => heading.textContent)) === name) {
      await one.$eval(".button", (button) => /** @type {HTMLElement} */ (button).click());
      return;
    }
  assert.fail(`there is no ${name}`);
}

const ofHousehold = async (/** @type {string[]} */ ...state) => (await till(OF_HOUSEHOLD, { household: HOUSEHOLD, state: state.length ? state : null })).member;

test("what is news has a dot until its page is shown, and is marked for this one visit", async () => {
  const { page, faults } = await opened(stage.browser, stage.shop.address);
  await signedIn(page, HOUSEHOLD);
  await page.waitForSelector(".tabs .news");
  await follow(page, "/benefits");
  const news = await page.$$eval(".chip.new", (list) => list.length);
  await page.waitForFunction(() => !document.querySelector(".tabs .news"));
  const { benefits } = await ofHousehold();

  assert.ok(news >= 5, `${news} are news`);
  assert.equal(await page.$$eval(".chip.new", (list) => list.length), news);
  assert.deepEqual(benefits.filter((/** @type {any} */ { unseen, benefit }) => unseen && benefit.code === "delivery"), []);
  await follow(page, "/");
  await follow(page, "/benefits");
  assert.equal(await page.$$eval(".chip.new", (list) => list.length), 0);
  assert.deepEqual(faults, []);
});

test("a benefit says what is missing, when it opens and for whom it does earlier", async () => {
  const { page } = await at("/benefits");

  assert.match(await card(page, "The new olive oil, first"), /Opens 5 Jan 2018, 00:00\n3 days before the others/);
  assert.match(await card(page, "A day at the bakery"), /Place [\d,]+ more orders within 365 days/i);
  assert.match(await card(page, "An evening with the founder"), /tier is Platinum, must be at least Diamond/i);
  const sections = await page.$$eval("main section", (list) => list.map((one) => one.id || one.getAttribute("aria-labelledby")));
  assert.deepEqual(sections.slice(0, 3), ["ready", "coming", "locked"]);
});

test("a benefit is claimed once, and its coupon is in the wallet", async () => {
  const { page, faults } = await at("/benefits");
  const name = "Tasting evening";
  const before = await ofHousehold("USABLE");
  await press(page, name);
  await page.waitForFunction((wanted) => [...document.querySelectorAll("[aria-labelledby=over] h3")].some((one) => one.textContent === wanted), {}, name);
  const after = await ofHousehold("USABLE");
  await follow(page, "/wallet");

  assert.equal(after.coupons.totalCount, before.coupons.totalCount + 1);
  assert.equal(await page.$$eval(".ticket", (list) => list.length), after.coupons.totalCount);
  assert.deepEqual(await complaints(page), []);
  assert.deepEqual(faults, []);
});

test("a reward is paid with points by two presses, and what it brought is shown, also where the page is open elsewhere", async () => {
  const [one, other] = await Promise.all([at("/rewards"), at("/")]);
  const points = await figure(other.page, "points");
  await press(one.page, "10 dollars to spend");
  assert.equal((await ofHousehold()).benefits.flatMap((/** @type {any} */ { uses }) => uses.edges).length, 1);
  assert.match(await textOf(one.page, ".reward .button:focus"), /Yes, for 1,100 Points/);
  await one.page.keyboard.press("Enter");
  await one.page.waitForSelector(".reward .earned code");
  const code = (await textOf(one.page, ".reward .earned code")).replaceAll(" ", "");
  await shows(other.page, "points", points - 1100);
  const { coupons } = await ofHousehold("USABLE");
  await one.page.waitForSelector("[aria-labelledby=mine] .fulfilled");

  assert.ok(coupons.edges.some((/** @type {any} */ { node }) => node.code === code));
  assert.deepEqual(await complaints(one.page), []);
  assert.deepEqual([one.faults, other.faults], [[], []]);
});

test("a reward that cannot be paid for says what is missing, and has no button", async () => {
  const { page } = await at("/rewards");
  const text = await card(page, "Wireless headphones");

  assert.match(text, /30,000 Points/);
  assert.match(text, /[\d,]+ Points more to go/);
  assert.doesNotMatch(text, /Redeem/);
  assert.match(await card(page, "Tea set, for points and money"), /1,500 Points \+ \$12\n/);
});

test("what another system delivers is on its way until that system says more, and what it cannot deliver comes back", async () => {
  const { page, faults } = await at("/rewards");
  await press(page, "1 GB of mobile data");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[aria-labelledby=mine] .requested");
  const { benefits } = await ofHousehold();
  const [{ node }] = benefits.find((/** @type {any} */ { benefit }) => benefit.code === "mobile-data").uses.edges;
  await done(FULFIL, { input: { use: node.id, outcome: "FAILED", reason: "no such number", idempotencyKey: "no-number" } });
  await page.waitForSelector("[aria-labelledby=mine] .failed");

  assert.match(await textOf(page, "[aria-labelledby=mine] .failed"), /all came back/);
  assert.deepEqual(faults, []);
});

test("who is too late for the last one is told so in his language", async () => {
  const { page } = await at("/rewards", "zh");
  await press(page, "最后一个蛋糕");
  await done(USE, { benefit: "last-cake", household: OTHER });
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => [...document.querySelectorAll(".reward .problem")].some((one) => one.textContent));

  assert.match(await page.$$eval(".reward .problem", (list) => list.map((one) => one.textContent).join("")), /「最后一个蛋糕」库存不足/);
});

test("coupons say until when, for what and with what they are, and those that are over stand apart", async () => {
  const { page } = await at("/wallet");
  const tickets = await written(page, ".ticket");
  assert.ok(tickets.some((text) => /10 dollars off your first order\nFirst order only\nValid until/.test(text)), tickets.join("\n"));
  await page.click('a[href="/wallet/past"]');
  await settled(page);

  assert.equal(await page.$$eval(".ticket", (list) => list.length), (await ofHousehold("USED", "EXPIRED", "REVOKED")).coupons.totalCount);
  assert.deepEqual(await complaints(page), []);
});

test("a gift card is added by its number and PIN, and what it held is in the balance", async () => {
  const { number, pin } = await giftCard();
  const { page, faults } = await at("/wallet");
  await page.click(".choices summary");
  await page.type("#card-number", number.replace(/(.{4})(?=.)/g, "$1 "));
  await page.type("#card-pin", pin === "0000" ? "1111" : "0000");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector(".add-card .problem")?.textContent);
  assert.deepEqual(await complaints(page), []);
  await page.$eval("#card-pin", (field) => {
    /** @type {HTMLInputElement} */ (field).value = "";
  });
  await page.type("#card-pin", pin);
  await page.keyboard.press("Enter");
  await page.waitForFunction((ending) => [...document.querySelectorAll(".held-card")].some((one) => one.textContent?.includes(ending)), {}, number.slice(-4));

  assert.match((await written(page, ".held-card")).join("\n"), new RegExp(`Gift card\\nEnds in ${number.slice(-4)}.*\\n\\$25`));
  assert.match(await textOf(page, ".add-card .done"), /It is yours/);
  assert.equal(await textOf(page, ".add-card .problem"), "");
  await follow(page, "/");
  assert.equal(await figure(page, "balance"), 25);
  assert.deepEqual(faults, []);
});
