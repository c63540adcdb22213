// Serves the built pages, and signs members in: `npm run build`, then `npm start`.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { sessions } from "./session.mjs";
import { settings } from "./settings.mjs";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

const given = settings();
const api = new URL(given.url);
const live = `${api.protocol.replace("http", "ws")}//${api.host}`;
const HEADERS = {
  // the page may talk to this server and to the backend, and runs no script but its own
  "Content-Security-Policy": `default-src 'self'; connect-src 'self' ${api.origin} ${live}; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'`,
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};
const session = sessions(given);

createServer(async (request, response) => {
  if (await session(request, response)) return;
  const path = normalize(new URL(request.url ?? "/", "http://shop").pathname);
  // what is no file is a page of the app, which reads the address itself
  const file = extname(path) ? path : "/index.html";
  try {
    const body = await readFile(join(DIST, file));
    const caching = file.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    response.writeHead(200, { ...HEADERS, "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", "Cache-Control": caching });
    response.end(body);
  } catch {
    response.writeHead(404, HEADERS).end();
  }
}).listen(given.port, "localhost", () => console.log(`http://localhost:${given.port}`));
