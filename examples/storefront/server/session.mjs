// The shop's own sign-in. It alone holds the merchant's token, and gives a browser the token of one member, for minutes.
//
// POST /session        {"customer": "1023"}   signs in: a cookie for this server, and a member's token for the page's memory
// POST /session/token                         a fresh token for whom the cookie names
// DELETE /session                             signs out
import { createHmac, timingSafeEqual } from "node:crypto";

const COOKIE = "shop_session";
const SESSION_SECONDS = 12 * 60 * 60;
const BODY_BYTES = 1024;
const SIGN_IN = /* GraphQL */ `
  mutation SignIn($customer: String!, $seconds: Int!) {
    memberTokenCreate(input: { member: { externalId: $customer }, ttlSeconds: $seconds }) {
      token
      userErrors { code message }
    }
  }
`;

/**
 * Make a handler of requests; it returns false for addresses that are not its own.
 *
 * @param {import("./settings.mjs").Settings} settings
 * @returns {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => Promise<boolean>}
 */
export function sessions({ url, token, seconds, key }) {
  return async (request, response) => {
    const asked = `${request.method} ${new URL(request.url ?? "/", "http://shop").pathname}`;
    if (!["POST /session", "POST /session/token", "DELETE /session"].includes(asked)) return false;
    response.setHeader("Cache-Control", "no-store");
    try {
      // a page of another origin must not sign anyone in or out
      if (new URL(request.headers.origin ?? "http://none").host !== request.headers.host) return answer(response, 403, {});
      if (asked === "DELETE /session") return answer(response, 200, {}, cookie("", 0));
      const customer = asked === "POST /session" ? await customerOf(request) : read(request.headers.cookie, key);
      if (customer === null) return answer(response, 401, { message: null });
      const made = await memberToken(customer, request.headers["accept-language"] ?? "en");
      if (made.token === null) return answer(response, 401, { message: made.userErrors[0]?.message ?? null }, cookie("", 0));
      return answer(response, 200, { url, token: made.token, seconds }, cookie(sealed(customer, key), SESSION_SECONDS));
    } catch (error) {
      console.error(error);
      return answer(response, 502, { message: null });
    }
  };

  /** @param {string} customer @param {string} language */
  async function memberToken(customer, language) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": language, Authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: SIGN_IN, variables: { customer, seconds } }),
      signal: AbortSignal.timeout(5000),
    });
    const { data, errors } = await response.json();
    if (!data?.memberTokenCreate) throw new Error(`no member's token: ${JSON.stringify(errors)}`);
    return data.memberTokenCreate;
  }
}

/**
 * Return who wants to sign in. The demo believes what it is told: ask for a password, a code by message or a login elsewhere here.
 *
 * @param {import("node:http").IncomingMessage} request
 */
async function customerOf(request) {
  if (!request.headers["content-type"]?.startsWith("application/json")) return null;
  let body = "";
  for await (const part of request) {
    body += part;
    if (body.length > BODY_BYTES) return null;
  }
  const { customer } = JSON.parse(body);
  return typeof customer === "string" && customer ? customer : null;
}

/** @param {string} customer @param {string} key */
function sealed(customer, key) {
  const text = `${Buffer.from(customer).toString("base64url")}.${Math.floor(Date.now() / 1000) + SESSION_SECONDS}`;
  return `${text}.${seal(text, key)}`;
}

/** @param {string | undefined} cookies @param {string} key */
function read(cookies, key) {
  const value = cookies?.split("; ").find((one) => one.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  const [customer, until, given] = value?.split(".") ?? [];
  if (!customer || !until || !given) return null;
  const expected = seal(`${customer}.${until}`, key);
  if (given.length !== expected.length || !timingSafeEqual(Buffer.from(given), Buffer.from(expected))) return null;
  return Number(until) > Date.now() / 1000 ? Buffer.from(customer, "base64url").toString() : null;
}

/** @param {string} text @param {string} key */
function seal(text, key) {
  return createHmac("sha256", key).update(text).digest("base64url");
}

/** @param {string} value @param {number} seconds */
function cookie(value, seconds) {
  // add `Secure` where the shop is served by https
  return `${COOKIE}=${value}; Path=/session; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
}

/** @param {import("node:http").ServerResponse} response @param {number} status @param {object} body @param {string} [set] */
function answer(response, status, body, set) {
  if (set) response.setHeader("Set-Cookie", set);
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  return true;
}
