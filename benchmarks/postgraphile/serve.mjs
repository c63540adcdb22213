// PostGraphile as its documentation sets it up for production: no explorer, no explain, no subscriptions, plans cached.
import { createServer } from "node:http";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const [databaseUrl, schema, port] = process.argv.slice(2);
const CONNECTIONS_MOST = 10;

const serving = postgraphile({
  extends: [PostGraphileAmberPreset],
  disablePlugins: ["NodePlugin", "MutationPlugin"],
  schema: { defaultBehavior: "+list" },
  grafast: { explain: false },
  grafserv: { graphiql: false, watch: false, websockets: false },
  // connections are kept while the others are measured
  pgServices: [
    makePgService({
      connectionString: databaseUrl,
      schemas: [schema],
      poolConfig: { max: CONNECTIONS_MOST, idleTimeoutMillis: 600_000 },
    }),
  ],
}).createServ(grafserv);

const server = createServer();
server.on("error", (error) => {
  console.error(error);
  process.exit(1);
});
await serving.addTo(server);
await serving.ready();
server.listen(Number(port), "127.0.0.1");
