// The audits of graphql-http: does the server speak GraphQL over HTTP as the specification says?
import { auditServer } from "graphql-http";

const AUDITS = 61;
const { HEADLESS_URL: url, HEADLESS_TOKEN: token } = process.env;

const results = await auditServer({
  url,
  fetchFn: (address, options = {}) =>
    fetch(address, { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } }),
});
const failed = results.filter((result) => result.status !== "ok");
for (const { id, name, status, reason } of failed) console.error(`${status}: ${id} ${name}: ${reason}`);
console.log(`graphql-http: ${results.length - failed.length} of ${results.length} audits pass`);
process.exitCode = failed.length === 0 && results.length >= AUDITS ? 0 : 1;
