// A browser, the storefront's server, and a line to the backend that can be cut.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";

import puppeteer from "puppeteer-core";

const HERE = fileURLToPath(new URL("../", import.meta.url));
const AXE = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf-8");
const PATIENCE_MS = 15_000;
export const PHONE = { width: 390, height: 844, deviceScaleFactor: 2 };

/** @param {string} name */
function given(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: run make examples`);
  return value;
}

export const backend = new URL(given("HEADLESS_URL"));
const admin = given("HEADLESS_ADMIN");
const signIn = given("HEADLESS_TOKEN");

export async function chromium() {
  // Chromium refuses to start as root unless it has no sandbox
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return puppeteer.launch({ executablePath: given("HEADLESS_CHROMIUM"), args, protocolTimeout: 60_000 });
}

/** A line to the backend. While it is cut, it refuses everyone. */
export async function line() {
  /** @type {Set<import("node:net").Socket>} */
  const open = new Set();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(Number(backend.port), backend.hostname);
    for (const [socket, other] of /** @type {const} */ ([[near, far], [far, near]])) {
      open.add(socket);
      socket.pipe(other);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
    return undefined;
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}${backend.pathname}`,
    cut() {
      isCut = true;
      for (const socket of open) socket.destroy();
    },
    join() {
      isCut = false;
    },
    close() {
      this.cut();
      server.close();
    },
  };
}

/** Start the storefront's server, and return its address. @param {string} url @param {object} [more] */
export async function storefront(url, more = {}) {
  const free = createServer();
  const port = await listening(free);
  await new Promise((resume) => free.close(resume));
  const environment = { ...process.env, HEADLESS_URL: url, HEADLESS_TOKEN: signIn, PORT: String(port), ...more };
  const server = spawn(process.execPath, ["server/main.mjs"], { cwd: HERE, env: environment, stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resume, reject) => {
    server.stdout.once("data", resume);
    server.once("exit", () => reject(new Error("the storefront's server did not start")));
  });
  return { address: `http://localhost:${port}`, close: () => server.kill() };
}

/** @param {import("node:net").Server} server @returns {Promise<number>} */
function listening(server) {
  return new Promise((resume) => {
    server.listen(0, "127.0.0.1", () => resume(/** @type {import("node:net").AddressInfo} */ (server.address()).port));
  });
}

/** Open the storefront as a phone does. What it is sent must never hold a token of the merchant.
 * @param {import("puppeteer-core").Browser} browser @param {string} address @param {"en" | "zh"} [language] */
export async function opened(browser, address, language = "en") {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.setViewport(PHONE);
  /** @type {string[]} */
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    const isExpected = /^(Failed to load resource|WebSocket connection to)/.test(message.text());
    if (message.type() === "warn" || (message.type() === "error" && !isExpected))
      faults.push(message.text());
  });
  page.on("response", (response) => {
    response.text().then((text) => text.includes("hm_") && faults.push(`${response.url()} holds a merchant's token`), () => {});
  });
  await page.evaluateOnNewDocument((chosen) => {
    if (!localStorage.getItem("language")) localStorage.setItem("language", chosen);
  }, language);
  await page.goto(address);
  return { page, faults };
}

/** @param {import("puppeteer-core").Page} page @param {string} [household] */
export async function signedIn(page, household = "1023") {
  await page.waitForSelector("#customer");
  await page.$eval("#customer", (field) => {
    /** @type {HTMLInputElement} */ (field).value = "";
  });
  await page.type("#customer", household);
  await page.click("button[type=submit]");
  await page.waitForSelector(".tier-card");
  await isLive(page);
}

/** @param {import("puppeteer-core").Page} page @param {string} [state] */
export const isLive = (page, state = "live") => page.waitForSelector(`[data-live=${state}]`);

/** Go to a page of the app as a reader does, by a link that he sees; the home page leads to those without a tab.
 * @param {import("puppeteer-core").Page} page @param {string} path */
export async function follow(page, path) {
  const links = `a[href="${path}"]`;
  const isSeen = () => page.$$eval(links, (list) => list.some((link) => link.checkVisibility()));
  if (path !== "/" && !(await isSeen())) await follow(page, "/");
  await page.waitForFunction((wanted) => [...document.querySelectorAll(wanted)].some((link) => link.checkVisibility()), {}, links);
  await page.$$eval(links, (list) => /** @type {HTMLElement} */ (list.find((link) => link.checkVisibility())).click());
  await page.waitForFunction((expected) => location.pathname === expected && document.querySelector("main h1"), {}, path);
  await settled(page);
}

/** Wait until nothing is loading any more. @param {import("puppeteer-core").Page} page */
export async function settled(page) {
  await page.waitForFunction(() => !document.querySelector(".waiting") && document.querySelector("main h1"));
  await page.waitForNetworkIdle({ idleTime: 150 });
}

/** @param {import("puppeteer-core").Page} page @param {string} selector */
export const textOf = (page, selector) => page.$eval(selector, (element) => element.textContent ?? "");

/** @param {import("puppeteer-core").Page} page @param {string} name @returns {Promise<number>} */
export const figure = async (page, name) => Number((await textOf(page, `[data-figure=${name}]`)).replace(/[^\d.-]/g, ""));

/** Wait until a number on the page is another one. @param {import("puppeteer-core").Page} page @param {string} name @param {number} value */
export async function shows(page, name, value) {
  const written = new Intl.NumberFormat("en-GB").format(value);
  await page.waitForFunction((key, text) => document.querySelector(`[data-figure=${key}]`)?.textContent === text, {}, name, written);
}

/** What axe finds wrong. @param {import("puppeteer-core").Page} page */
export async function complaints(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run(document, { resultTypes: ["violations"] }));
  return violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.map((/** @type {any} */ { html }) => html).join(" ")}`);
}

/** How many pixels a page is wider than its window. @param {import("puppeteer-core").Page} page */
export const overhang = (page) => page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));

/** Ask the backend as the shop's till does. @param {string} query @param {object} [variables] @returns {Promise<any>} */
export async function till(query, variables = {}) {
  const response = await fetch(backend, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${admin}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined);
  return data;
}

/** Give points to a household, as the shop does. @param {string} household @param {number} amount */
export async function give(household, amount) {
  const { assetGrant } = await till(
    `mutation ($household: String!, $amount: Decimal!, $key: String!) { assetGrant(input: {
      member: {externalId: $household}, kind: "points", amount: $amount, reason: "thanks", idempotencyKey: $key
    }) { userErrors { message } } }`,
    { household, amount: String(amount), key: crypto.randomUUID() },
  );
  assert.deepEqual(assetGrant.userErrors, []);
}
