// graphql-codegen and tsc: types from schema.graphql compile, and a query by the id that the compiler gave it is answered.
import { address, tool, trusted } from "./tools.mjs";

await tool("graphql-codegen", "--config", "codegen/codegen.json");
await tool("tsc", "--project", "codegen");
const documents = await trusted("codegen/generated/persisted-documents.json");
const [documentId] = Object.entries(documents).find(([, text]) => text.includes("query MemberPage"));
const response = await fetch(address.url, {
  method: "POST",
  headers: { "Content-Type": "application/json", Authorization: `Bearer ${address.token}` },
  body: JSON.stringify({ documentId, variables: { number: "4711" } }),
});
const { data, errors } = await response.json();
if (errors || data.member.name !== "Ada Byron") throw new Error(JSON.stringify(errors ?? data));
console.log("graphql-codegen: the types compile, and the page is answered by its id");
