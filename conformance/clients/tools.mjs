// What compilers of clients need: to run a command, to store documents with ours, and to bundle the scenarios.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { build } from "esbuild";

export const HERE = dirname(dirname(fileURLToPath(import.meta.url)));
export const address = { url: process.env.HEADLESS_URL, token: process.env.HEADLESS_TOKEN };

export async function command(name, ...given) {
  const { stdout } = await promisify(execFile)(name, given, { cwd: HERE });
  return stdout;
}

export const tool = (name, ...given) => command(join(HERE, "node_modules", ".bin", name), ...given);

// Store what a compiler wrote as trusted documents, and return them.
export async function trusted(file) {
  const documents = JSON.parse(await readFile(join(HERE, file), "utf-8"));
  const added = await command(process.env.HEADLESS_PYTHON, "-m", "headless.cli", "documents", "add", file, "--merchant", "shop");
  const missing = Object.keys(documents).filter((id) => !added.includes(id));
  if (missing.length || !Object.keys(documents).length) throw new Error(`not stored: ${missing.join()} of ${file}`);
  return documents;
}

export async function bundled(platform) {
  const entry = join(HERE, "scenarios", "all.mjs");
  const { outputFiles } = await build({
    bundle: true,
    entryPoints: [entry],
    format: platform === "node" ? "esm" : "iife",
    globalName: platform === "node" ? undefined : "scenarios",
    platform: "browser",
    define: { "process.env.NODE_ENV": '"production"' },
    write: false,
  });
  return outputFiles[0].text;
}
