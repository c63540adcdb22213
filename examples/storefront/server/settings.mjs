// What the server side is told by its environment.

/** @typedef {{ url: string, token: string, seconds: number, port: number, key: string }} Settings */

/** @returns {Settings} */
export function settings(environment = process.env) {
  const token = environment.HEADLESS_TOKEN;
  if (!token) {
    throw new Error("HEADLESS_TOKEN is missing: a token with the scope members:impersonate, such as `make demo` prints");
  }
  return {
    url: environment.HEADLESS_URL ?? "http://127.0.0.1:8000/graphql",
    token,
    seconds: Number(environment.TOKEN_SECONDS ?? 900),
    port: Number(environment.PORT ?? 5173),
    key: environment.SESSION_KEY ?? crypto.randomUUID(),
  };
}
