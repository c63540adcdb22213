// All scenarios in Node.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import WebSocket from "ws";

import { address, bundled } from "./tools.mjs";

globalThis.WebSocket ??= WebSocket;
const folder = await mkdtemp(join(tmpdir(), "headless-scenarios-"));
let failed = 1;
try {
  const file = join(folder, "scenarios.mjs");
  await writeFile(file, await bundled("node"));
  const { run } = await import(file);
  failed = await run(address, (line) => console.log(`in Node: ${line}`));
} finally {
  await rm(folder, { recursive: true });
}
process.exit(failed ? 1 : 0);
