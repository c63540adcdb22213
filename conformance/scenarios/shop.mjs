// What all scenarios share: the shop that run.py made, and what they look for in it. It runs in Node and in a page.
import assert from "./assert.mjs";

export const NUMBER = "4711";
export const MEMBERS = 31;
// names of operations end with it where the server must not know the text yet
export const RUN = crypto.randomUUID().slice(0, 8);
const GRANT = `mutation Grant($number: String!, $key: String!) {
  assetGrant(input: { member: { number: $number }, kind: "points", amount: "1", reason: "thanks", idempotencyKey: $key }) {
    userErrors { message }
  }
}`;
const AGAIN_MS = 500;
const PATIENCE_MS = 20_000;

export class Shop {
  constructor({ url, token }) {
    this.url = url;
    this.socketUrl = url.replace(/^http/, "ws");
    this.authorization = `Bearer ${token}`;
    this.headers = { Authorization: this.authorization };
  }

  async ask(query, variables) {
    const headers = { ...this.headers, "Content-Type": "application/json" };
    const response = await fetch(this.url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await response.json();
    assert.equal(errors, undefined);
    return data;
  }

  async grant() {
    const { assetGrant } = await this.ask(GRANT, { number: NUMBER, key: crypto.randomUUID() });
    assert.deepEqual(assetGrant.userErrors, []);
  }

  // No protocol says when a subscription has begun, so points are granted until the client has heard of some.
  async grantUntil(heard) {
    const until = Date.now() + PATIENCE_MS;
    let isDone = false;
    const done = heard.finally(() => (isDone = true));
    const granting = (async () => {
      while (!isDone && Date.now() < until) {
        await this.grant();
        await new Promise((resume) => setTimeout(resume, AGAIN_MS));
      }
      if (!isDone) throw new Error("no live update was heard");
    })();
    return Promise.race([done, granting.then(() => done)]);
  }
}

// A fetch that counts what is sent, and can be asked for it.
export function watchedFetch() {
  const sent = [];
  const watched = async (address, options = {}) => {
    const response = await fetch(address, options);
    sent.push({ method: options.method ?? "GET", body: options.body, address: String(address), status: response.status });
    return response;
  };
  return Object.assign(watched, { sent });
}

export const hasText = ({ address, body }) => (body ?? new URL(address).search).includes("query");
