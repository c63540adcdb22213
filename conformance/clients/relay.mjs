// relay-compiler on a page of fragments; what it persists is stored as trusted documents, which the scenario asks for.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { HERE, tool, trusted } from "./tools.mjs";

const FOLDER = join(HERE, "relay", "__generated__");
await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER);
await writeFile(join(FOLDER, "persisted.json"), "{}");
await tool("relay-compiler", "relay.config.json");
const documents = await trusted("relay/__generated__/persisted.json");
console.log(`relay-compiler: ${Object.keys(documents).length} documents are compiled and stored`);
