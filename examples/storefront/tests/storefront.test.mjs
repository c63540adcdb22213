// The storefront in Chromium, against the demo: what a member sees and does, in both languages, on a phone.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { staged } from "./stage.mjs";
import {
  PHONE, complaints, figure, follow, give, isLive, opened, overhang, settled, shows, signedIn, storefront, textOf,
} from "./tools.mjs";

const CHINESE = /[\u4e00-\u9fff]/;
const HOUSEHOLD = "1023";
const PAGES = ["/", "/benefits", "/wallet", "/rewards", "/checkout", "/check-in", "/statement", "/tiers", "/why/track/main"];
/** Pages to draw for the documentation, by language; behind `#` stands what is at the top. @type {Record<string, Record<string, string>>} */
const DRAWN = {
  en: {
    "/": "home", "/tiers": "tiers", "/benefits": "benefits", "/benefits#coming": "benefits-coming", "/wallet": "wallet", "/rewards": "rewards",
    "/checkout": "checkout", "/checkout#coupons": "checkout-sum",
  },
  zh: { "/": "home", "/check-in": "check-in", "/why/track/main": "why", "/benefits": "benefits", "/rewards": "rewards", "/checkout": "checkout" },
};
/** Windows that are high enough for what is to be seen. @type {Record<string, number>} */
const HEIGHTS = { "/wallet": 1040, "/rewards": 1040, "/benefits": 1040, "/benefits#coming": 1040, "/checkout#coupons": 1040 };

const stage = staged(HOUSEHOLD);

test("who is not a member is refused in the reader's language", async () => {
  const { page } = await opened(stage.browser, stage.shop.address, "zh");
  await page.waitForSelector("#customer");
  await page.type("#customer", "000");
  await page.click("button[type=submit]");
  await page.waitForFunction(() => document.querySelector("[role=alert]")?.textContent);

  assert.match(await textOf(page, "[role=alert]"), CHINESE);
  assert.deepEqual(await complaints(page), []);
  assert.equal(await overhang(page), 0);
});

for (const language of /** @type {const} */ (["en", "zh"]))
  test(`every page is legible, accessible and as wide as a phone: ${language}`, async () => {
    const { page, faults } = await opened(stage.browser, stage.shop.address, language);
    await signedIn(page);
    for (const path of PAGES) {
      await follow(page, path);
      await draw(page, language, path);

      assert.deepEqual(await complaints(page), [], path);
      assert.equal(await overhang(page), 0, path);
      await page.setViewport({ width: 320, height: 640 });
      assert.equal(await overhang(page), 0, `${path} on a small phone`);
      await page.setViewport(PHONE);
      const text = await textOf(page, "main");
      assert.equal(CHINESE.test(text), language === "zh", `${path}: ${text}`);
      assert.equal(CHINESE.test(await page.title()), language === "zh", path);
      assert.match(await page.evaluate(() => document.documentElement.lang), language === "zh" ? /^zh/ : /^en/);
    }
    assert.deepEqual(faults, []);
  });

test("the language is switched by one button, which keeps the focus", async () => {
  const { page } = await opened(stage.browser, stage.shop.address);
  await signedIn(page);
  const before = await textOf(page, ".tier-name");
  await page.click(".tool.word");
  await page.waitForFunction(() => document.documentElement.lang === "zh-CN" && document.querySelector(".tier-name"));
  await settled(page);

  assert.match(await textOf(page, ".tier-name"), CHINESE);
  assert.doesNotMatch(before, CHINESE);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "English");
});

test("a check-in changes the points of a page that is open elsewhere", async () => {
  const [one, other] = await Promise.all([opened(stage.browser, stage.shop.address), opened(stage.browser, stage.shop.address)]);
  await Promise.all([signedIn(one.page), signedIn(other.page)]);
  const points = await figure(one.page, "points");
  await follow(other.page, "/check-in");
  await other.page.click(".checkin .button");
  await other.page.waitForSelector(".earned");
  await shows(one.page, "points", points + 10);

  await other.page.waitForFunction(() => document.querySelectorAll(".week .done").length === 7);
  assert.equal(await other.page.$eval(".checkin .button", (button) => /** @type {HTMLButtonElement} */ (button).disabled), true);
  assert.match(await textOf(one.page, ".changed"), /points \+10/i);
  assert.deepEqual([one.faults, other.faults], [[], []]);
});

test("what happened while the connection was lost is there when it is back", async () => {
  const { page, faults } = await opened(stage.browser, stage.shop.address);
  await signedIn(page);
  const points = await figure(page, "points");
  stage.wire.cut();
  await isLive(page, "lost");
  await give(HOUSEHOLD, 7);
  assert.equal(await figure(page, "points"), points);
  stage.wire.join();
  await isLive(page);
  await shows(page, "points", points + 7);
  await give(HOUSEHOLD, 5);
  await shows(page, "points", points + 12);

  assert.deepEqual(faults, []);
});

test("the token is renewed before its end, and the page stays live", async () => {
  const brief = await storefront(stage.wire.url, { TOKEN_SECONDS: "4" });
  try {
    const { page, faults } = await opened(stage.browser, brief.address);
    let renewals = 0;
    page.on("response", (response) => {
      if (response.url().endsWith("/session/token") && response.ok()) renewals += 1;
    });
    await signedIn(page);
    const points = await figure(page, "points");
    await new Promise((resume) => setTimeout(resume, 9000));
    await isLive(page);
    await give(HOUSEHOLD, 3);
    await shows(page, "points", points + 3);

    assert.ok(renewals >= 2, `renewed ${renewals} times`);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), ["language"]);
    assert.deepEqual(faults, []);
  } finally {
    brief.close();
  }
});

test("the statement is read page by page, and begins again when something moves", async () => {
  const { page, faults } = await opened(stage.browser, stage.shop.address);
  await signedIn(page);
  await follow(page, "/statement");
  const rows = () => page.$$eval(".entries > li", (list) => list.length);
  assert.equal(await rows(), 20);
  await page.click("main .button.second");
  await page.waitForFunction(() => document.querySelectorAll(".entries > li").length === 40);
  const texts = await page.$$eval(".entries > li", (list) => list.map((row) => row.textContent));
  assert.equal(new Set(texts).size, 40);
  const points = await figure(page, "statement");
  await give(HOUSEHOLD, 1);
  await shows(page, "statement", points + 1);
  await page.waitForFunction(() => document.querySelector(".entries > li")?.textContent?.includes("thanks"));

  assert.equal(await rows(), 20);
  assert.deepEqual(faults, []);
});

test("the wallet gives a code for the till", async () => {
  const { page, faults } = await opened(stage.browser, stage.shop.address);
  await signedIn(page);
  await follow(page, "/wallet");
  await page.click(".till .button");
  await page.waitForSelector(".digits");
  assert.match((await textOf(page, ".digits code")).replace(" ", ""), /^\d{10}$/);

  assert.deepEqual(await complaints(page), []);
  assert.deepEqual(faults, []);
});

test("why it is so, and why it was otherwise on an earlier day", async () => {
  const { page, faults } = await opened(stage.browser, stage.shop.address);
  await signedIn(page);
  await page.click(".tier-card .why");
  await page.waitForSelector(".answer");
  assert.match(await textOf(page, ".answer"), /reached Platinum/);
  await page.$eval("#at", (field) => {
    const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
    setter?.call(field, "2017-01-02");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await page.waitForFunction(() => !document.querySelector(".answer")?.textContent?.includes("Platinum"));
  await page.select("#about", "tag/eco");
  await page.waitForFunction(() => location.pathname === "/why/tag/eco" && document.querySelector(".answer"));

  assert.deepEqual(faults, []);
});

test("everything works by keyboard", async () => {
  const { page } = await opened(stage.browser, stage.shop.address);
  await page.waitForSelector("#customer");
  await page.focus("#customer");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".tier-card");
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur());
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Skip to content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "content");
  for (let tries = 0; tries < 60 && !(await page.evaluate(() => document.activeElement?.matches('.tabs a[href="/wallet"]'))); tries += 1)
    await page.keyboard.press("Tab");
  assert.equal(await focused(), "Wallet");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.matches("h1"));
  assert.equal(await focused(), "Wallet");
  assert.equal(await page.title(), "Wallet · The Complete Journey grocer (demo)");
});

test("who signs out is out, also after reloading", async () => {
  const { page } = await opened(stage.browser, stage.shop.address);
  await signedIn(page);
  await page.reload();
  await page.waitForSelector(".tier-card");
  await page.click('[aria-label="Sign out"]');
  await page.waitForSelector("#customer");
  await page.reload();
  await page.waitForSelector("#customer");
});

test("a page of another origin signs no one in", async () => {
  const sent = (/** @type {Record<string, string>} */ headers) =>
    fetch(`${stage.shop.address}/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify({ customer: HOUSEHOLD }),
    });

  assert.equal((await sent({ Origin: "http://elsewhere.example" })).status, 403);
  assert.equal((await sent({ Origin: stage.shop.address })).status, 200);
});

/** Draw a page for the documentation, if that is asked for. @param {import("puppeteer-core").Page} page @param {string} language @param {string} path */
async function draw(page, language, path) {
  const folder = process.env.PICTURES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  for (const [view, name] of Object.entries(DRAWN[language] ?? {})) {
    const [shown, top] = view.split("#");
    if (shown !== path) continue;
    await page.setViewport({ ...PHONE, height: HEIGHTS[view] ?? PHONE.height });
    await page.evaluate((id) => {
      /** @type {HTMLElement} */ (document.activeElement)?.blur();
      window.scrollTo(0, id ? (document.getElementById(id)?.getBoundingClientRect().top ?? 0) + scrollY - 74 : 0);
    }, top);
    await settled(page);
    await page.screenshot({ path: join(folder, `storefront-${name}-${language}.webp`), type: "webp", quality: 80 });
  }
  await page.setViewport(PHONE);
}
