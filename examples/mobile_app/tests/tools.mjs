// A line to the backend that can be cut, the shop's own sign-in, and an issuer of its own.
import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer } from "node:net";

export const MEMBER = "1023";
const { HEADLESS_URL: URL_, HEADLESS_TOKEN: SIGN_IN, HEADLESS_ADMIN: ADMIN } = process.env;

export async function ask(query, variables = {}, token = ADMIN) {
  const response = await fetch(URL_, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

export async function grant() {
  const input = { member: { externalId: MEMBER }, kind: "points", amount: "1", reason: "a test", idempotencyKey: randomUUID() };
  const { assetGrant } = await ask("mutation($input: AssetGrantInput!) { assetGrant(input: $input) { userErrors { code } } }", { input });
  if (assetGrant.userErrors.length) throw new Error(JSON.stringify(assetGrant.userErrors));
}

/** What a shop's server does for an app: it knows the user, and asks for a member's token of so many seconds. */
export async function shopServer(seconds) {
  const asked = { count: 0, signedIn: true };
  const server = createHttpServer(async (request, response) => {
    asked.count++;
    if (!asked.signedIn || request.headers.authorization !== "app-session") return response.writeHead(401).end();
    const query = `mutation($seconds: Int) { memberTokenCreate(input: { member: { externalId: "${MEMBER}" }, ttlSeconds: $seconds }) {
      token expiresAt } }`;
    const { memberTokenCreate } = await ask(query, { seconds }, SIGN_IN);
    response.end(JSON.stringify(memberTokenCreate));
  });
  const url = await listening(server);
  return { url, asked, close: () => closed(server) };
}

/** An OpenID Connect issuer that rotates refresh tokens. */
export async function issuer(audience) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = { ...publicKey.export({ format: "jwk" }), kid: "k", alg: "ES256", use: "sig" };
  const asked = { refreshed: [], valid: "first" };
  let url = "";
  const server = createHttpServer(async (request, response) => {
    response.setHeader("Content-Type", "application/json");
    if (request.url === "/.well-known/openid-configuration") {
      return response.end(JSON.stringify({ issuer: url, token_endpoint: `${url}/token`, jwks_uri: `${url}/keys` }));
    }
    if (request.url === "/keys") return response.end(JSON.stringify({ keys: [key] }));
    let body = "";
    for await (const part of request) body += part;
    const given = new URLSearchParams(body).get("refresh_token");
    asked.refreshed.push(given);
    if (given !== asked.valid) return response.writeHead(400).end(JSON.stringify({ error: "invalid_grant" }));
    asked.valid = randomUUID();
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: url, aud: audience, sub: MEMBER, iat: now, exp: now + 300 };
    const head = [{ alg: "ES256", kid: "k" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    const signature = sign("sha256", Buffer.from(head), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url");
    response.end(JSON.stringify({ id_token: `${head}.${signature}`, refresh_token: asked.valid, expires_in: 300 }));
  });
  url = await listening(server, "localhost");
  return { url, asked, close: () => closed(server) };
}

/** A line to the backend. `cut` ends what is open and lets nothing through until `restore`. */
export async function line() {
  const { hostname, port } = new URL(URL_);
  const open = new Set();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [[near, far], [far, near]]) {
      open.add(one);
      one.on("error", () => {}).on("close", () => (open.delete(one), other.destroy())).pipe(other);
    }
  });
  const url = `${await listening(server)}/graphql`;
  const cut = () => ((isCut = true), open.forEach((socket) => socket.destroy()));
  return { url, cut, restore: () => (isCut = false), close: () => (cut(), closed(server)) };
}

export async function until(done, milliseconds = 10_000) {
  const end = Date.now() + milliseconds;
  while (!(await done())) {
    if (Date.now() > end) throw new Error("waited in vain");
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

function listening(server, host = "127.0.0.1") {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(`http://${host}:${server.address().port}`)));
}

function closed(server) {
  server.closeAllConnections?.();
  return new Promise((resolve) => server.close(resolve));
}
