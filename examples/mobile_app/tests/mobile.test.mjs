// The module against the demo: sign-in and renewal, persisted queries, a page without a network, live updates after a lost line.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import WebSocket from "ws";

import { Api, backOff, fromIssuer, fromShop, HOME, HomePage, inMemory, Live, Offline, Refused, Session, SignedOut } from "../dist/index.js";
import { ask, grant, issuer, line, shopServer, until } from "./tools.mjs";

const closing = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const opened = async (made) => {
  const one = await made;
  closing.push(one.close);
  return one;
};
const inNoTime = async () => new Promise((resume) => setTimeout(resume, 5));

async function app({ seconds = 60, language = "en" } = {}) {
  const [shop, way] = [await opened(shopServer(seconds)), await opened(line())];
  const session = new Session(fromShop(shop.url, async () => ({ authorization: "app-session" })));
  const given = { url: way.url, session, language: () => language, pause: inNoTime };
  return { shop, way, session, api: new Api(given), given };
}

test("a token is asked for once, however many ask, and renewed before it ends", async () => {
  const { shop, api } = await app({ seconds: 3 });

  await Promise.all([api.ask(HOME), api.ask(HOME), api.ask(HOME)]);
  assert.equal(shop.asked.count, 1);
  await new Promise((resume) => setTimeout(resume, 2_200));
  const { data } = await api.ask(HOME);

  assert.equal(shop.asked.count, 2);
  assert.ok(data.me.tierProgress.text);
});

test("a token that is refused is renewed once, and who is signed out is told so", async () => {
  const { shop, session, api } = await app();
  await session.token();
  const good = session.token.bind(session);
  const tokens = ["hmm_nothing"];
  session.token = async () => tokens.pop() ?? (await good());

  assert.ok((await api.ask(HOME)).data.me);
  shop.asked.signedIn = false;
  session.refused(await good());
  await assert.rejects(api.ask(HOME), SignedOut);
});

test("the shop's issuer renews the token, and its refresh tokens are used once", async () => {
  const login = await opened(issuer("our-app"));
  const oidc = { issuer: login.url, audience: "our-app", claim: "sub", lookup: "externalId" };
  const saved = await ask("mutation($oidc: OidcInput) { merchantSave(input: { oidc: $oidc }) { userErrors { code message } } }", { oidc });
  assert.deepEqual(saved.merchantSave.userErrors, []);
  let kept = "first";
  const keychain = { read: async () => kept, write: async (text) => void (kept = text) };
  const session = new Session(fromIssuer(login.url, "our-app", keychain));
  const api = new Api({ url: process.env.HEADLESS_URL, session, language: () => "en" });

  assert.ok((await api.ask(HOME)).data.me.name);
  session.refused(await session.token());
  assert.ok((await api.ask(HOME)).data.me.name);
  assert.deepEqual(login.asked.refreshed, ["first", login.asked.refreshed[1]]);
  assert.equal(kept, login.asked.valid);
  kept = "first";
  session.refused(await session.token());
  await assert.rejects(api.ask(HOME), SignedOut);
});

test("queries are sent by their hash, and their text once", async () => {
  const { api, way } = await app();
  const query = `query New${Date.now()} { me { id } }`;
  const sent = [];
  const real = globalThis.fetch;
  globalThis.fetch = (url, init) => (url === way.url && sent.push(JSON.parse(init.body)), real(url, init));
  try {
    await api.ask(query);
    await api.ask(query);
  } finally {
    globalThis.fetch = real;
  }

  assert.deepEqual(sent.map((body) => "query" in body), [false, true, false]);
});

test("what is refused says why, and is not sent again", async () => {
  const { api } = await app();

  await assert.rejects(api.ask("{ nothing }"), (error) => error instanceof Refused && error.codes[0] === "INVALID_QUERY");
});

test("texts come in the phone's language", async () => {
  const { api } = await app({ language: "zh-CN" });

  assert.match((await api.ask(HOME)).data.me.tierProgress.text, /[一-龥]/);
});

test("without a network the page that was shown last is drawn, and says so", async () => {
  const { api, way, given } = await app();
  const store = new Offline(inMemory());
  const live = new Live({ ...given, webSocket: WebSocket });
  closing.push(() => live.stop());
  const page = new HomePage(api, live, store, given.language);
  const shown = [];
  await page.refresh((one) => shown.push(one));
  way.cut();
  await page.refresh((one) => shown.push(one));

  assert.deepEqual(shown.map(({ isStale }) => isStale), [false, true]);
  assert.deepEqual(shown[0].home, shown[1].home);
  assert.equal(shown[0].at, shown[1].at);
  await store.forget();
  await page.refresh((one) => shown.push(one));
  assert.equal(shown.length, 2);
});

test("the page is live, waits longer after each lost connection, and catches up", async () => {
  const { api, way, given } = await app();
  const waits = [];
  const live = new Live({ ...given, webSocket: WebSocket, pause: async () => (waits.push(Date.now()), inNoTime()) });
  closing.push(() => live.stop());
  const page = new HomePage(api, live, new Offline(inMemory()), given.language);
  const shown = [];
  const told = [];
  const close = await page.open((one) => shown.push(one), (texts) => told.push(...texts));
  const points = () => Number(shown.at(-1).home.assets.find(({ kind }) => kind.code === "points").available);
  const before = points();
  await until(async () => (await grant(), told.length > 0));
  const live_ = points();
  assert.ok(live_ > before);

  way.cut();
  await until(() => waits.length >= 3);
  await grant();
  way.restore();
  await until(() => points() > live_);
  const known = told.length;
  await until(async () => (await grant(), told.length > known));
  assert.equal(shown.at(-1).isStale, false);
  close();
});

test("the pauses double, to half a minute, and differ from phone to phone", () => {
  assert.deepEqual([0, 1, 2, 10].map((attempt) => backOff(attempt, 1)), [500, 1_000, 2_000, 30_000]);
  assert.deepEqual([0, 10].map((attempt) => backOff(attempt, 0)), [250, 15_000]);
});

test("a connection whose token ended asks for a fresh one", async () => {
  const { shop, api, given } = await app({ seconds: 3 });
  const live = new Live({ ...given, webSocket: WebSocket });
  closing.push(() => live.stop());
  const page = new HomePage(api, live, new Offline(inMemory()), given.language);
  const told = [];
  const close = await page.open(() => {}, (texts) => told.push(...texts));
  await until(async () => (await grant(), told.length > 0));
  await until(() => shop.asked.count >= 3, 15_000);
  const known = told.length;
  await until(async () => (await grant(), told.length > known));
  close();
});
