// All scenarios from a page at another origin in Chromium, and a page at an origin that may not call.
import { createServer } from "node:http";

import puppeteer from "puppeteer-core";

import { address, bundled } from "./tools.mjs";

const PAGE = "<!doctype html><html lang=en><title>Another origin</title><script src=/scenarios.js></script>";
const script = await bundled("browser");
const server = createServer(({ url }, response) => {
  response.setHeader("Content-Type", url === "/scenarios.js" ? "text/javascript" : "text/html");
  response.end(url === "/scenarios.js" ? script : PAGE);
});
await new Promise((resume) => server.listen(0, resume));
const { port } = server.address();
// Chromium refuses to start as root unless it has no sandbox
const args = process.getuid() === 0 ? ["--no-sandbox"] : [];
const browser = await puppeteer.launch({ executablePath: process.env.HEADLESS_CHROMIUM, args });
try {
  const page = await browser.newPage();
  await page.exposeFunction("tell", (line) => console.log(`from a page: ${line}`));
  await page.goto(`http://localhost:${port}/`);
  const failed = await page.evaluate((given) => window.scenarios.run(given, window.tell), address);
  await page.goto(`http://127.0.0.1:${port}/`);
  const refused = await page.evaluate(async ({ url, token }) => {
    const headers = { Authorization: `Bearer ${token}` };
    return fetch(`${url}?query={merchant{name}}`, { headers }).then(() => "answered", (error) => error.name);
  }, address);
  console.log(`from a page: an origin that may not call is ${refused === "TypeError" ? "refused" : "ANSWERED"}`);
  process.exitCode = failed || refused !== "TypeError" ? 1 : 0;
} finally {
  await browser.close();
  server.close();
}
