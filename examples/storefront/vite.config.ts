import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

import { sessions } from "./server/session.mjs";
import { settings } from "./server/settings.mjs";

/** Signs members in while Vite serves the pages, as `server/main.mjs` does it for the built ones. */
const signIn: Plugin = {
  name: "sign-in",
  configureServer(server) {
    const session = sessions(settings());
    server.middlewares.use((request, response, next) => {
      void session(request, response).then((answered) => answered || next());
    });
  },
};

export default defineConfig({
  plugins: [react(), signIn],
  server: { port: Number(process.env.PORT ?? 5173), strictPort: true },
});
