// The pages at /graphql in Chromium: GraphiQL where its files can be had, the small page where they cannot, also on a phone.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

const { HEADLESS_URL: url, HEADLESS_TOKEN: token } = process.env;
const FOLDER = fileURLToPath(new URL("../node_modules/", import.meta.url));
const HOST = "https://unpkg.com/";

function chromium() {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try { return execFileSync("which", [name], { encoding: "utf8" }).trim(); } catch { /* the next one may be there */ }
  }
  return null;
}

// Files of GraphiQL come from npm's packages instead of the internet, or not at all.
async function opened(browser, { online, width = 1280, height = 800 }) {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(error.message));
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    if (!request.url().startsWith(HOST)) return request.continue();
    if (!online) return request.abort("internetdisconnected");
    const [, name, path] = /^(@?[^@]+)@[^/]+\/(.*)$/.exec(request.url().slice(HOST.length));
    return request.respond({
      contentType: path.endsWith(".css") ? "text/css" : "text/javascript",
      headers: { "Access-Control-Allow-Origin": "*" },
      body: readFileSync(`${FOLDER}${name}/${path}`),
    });
  });
  await page.goto(`${url}?plain`);
  await page.evaluate((secret) => sessionStorage.setItem("token", secret), token);
  await page.goto(url, { waitUntil: "load" });
  return page;
}

async function graphiql(browser) {
  const page = await opened(browser, { online: true });
  await page.waitForSelector(".graphiql-query-editor", { timeout: 30000 });
  await page.waitForFunction(() => /\d+ (scopes|项权限)/.test(document.getElementById("scopes").textContent));
  await page.waitForFunction(() => /\d/.test(document.getElementById("cost").textContent));
  await page.click('button[aria-label*="Documentation"]');
  await page.waitForFunction(() => document.querySelector(".graphiql-doc-explorer-content")?.textContent.includes("Query"));
  await page.evaluate(() => [...document.querySelectorAll(".graphiql-doc-explorer-type-name")]
    .find((link) => link.textContent === "Query").click());
  await page.waitForFunction(() => document.querySelector(".graphiql-doc-explorer-content").textContent.includes("members:read"));
  assert.deepEqual(page.faults, []);
}

async function small(browser) {
  const page = await opened(browser, { online: false, width: 390, height: 844 });
  await page.waitForSelector("#notice:not([hidden])", { timeout: 30000 });
  assert.equal(new URL(page.url()).searchParams.get("plain"), "offline");
  assert.match(await page.$eval("#notice", (notice) => notice.textContent), /GraphiQL/);

  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `the page is ${wide} pixels wider than a phone`);
  const names = await page.$$eval("#operation option", (options) => options.map((option) => option.value));
  assert.deepEqual(names, ["Shop", "Members"]);
  await page.select("#operation", "Shop");
  await page.click("#run");
  await page.waitForFunction(() => document.getElementById("answer").textContent.includes('"currency": "GBP"'));
  assert.match(await page.$eval("#state", (state) => state.textContent), / ms · .* \d+ /);
  await page.click('nav button[data-shows="schema"]');
  await page.waitForFunction(() => document.querySelectorAll("#docs dt").length > 50);
  await page.type("#find", "tierTracks");
  await page.evaluate(() => [...document.querySelectorAll("#docs a")].find((link) => link.textContent === "Query").click());
  assert.ok((await page.$eval("#docs", (docs) => docs.textContent)).includes("scope: `tiers:read` · "));
  assert.deepEqual(page.faults, []);
}

const executablePath = chromium();
if (executablePath === null) {
  console.error("\n*** THE PAGES ARE LEFT OUT: Chromium is not installed ***\n");
} else {
  const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    await graphiql(browser);
    await small(browser);
    console.log("pages: GraphiQL and the small page work");
  } finally {
    await browser.close();
  }
}
