// What the tests of a file share: Chromium, the storefront, and the line between them, for one household.
import { after, before } from "node:test";

import { stock } from "./stock.mjs";
import { chromium, line, storefront } from "./tools.mjs";

/** @typedef {{ browser: import("puppeteer-core").Browser, wire: Awaited<ReturnType<typeof line>>, shop: Awaited<ReturnType<typeof storefront>> }} Stage */

/** Open everything before the tests of a file, and close it afterwards. @param {string} household @returns {Stage} */
export function staged(household) {
  const stage = /** @type {Stage} */ ({});
  before(async () => {
    [stage.browser, stage.wire] = await Promise.all([chromium(), line()]);
    stage.shop = await storefront(stage.wire.url);
    await stock(household);
  });
  after(async () => {
    await stage.browser?.close();
    stage.shop?.close();
    stage.wire?.close();
  });
  return stage;
}
