// Who is signed in: a member's token in memory, renewed before it ends, by one request however many ask for it.

/** A member's token and the instant, in milliseconds, at which it ends. */
export interface Token {
  token: string;
  endsAt: number;
}

/** Gets a token, from the shop's own server or from its login. It rejects with `SignedOut` if the member has to sign in again. */
export type Renew = () => Promise<Token>;

export class SignedOut extends Error {}

const EARLY_MS = 30_000;

export class Session {
  #token: Token | null = null;
  #renewal: Promise<Token> | null = null;

  constructor(
    private readonly renew: Renew,
    private readonly now: () => number = Date.now,
  ) {}

  /** Return a token that is good for some time. A short one is renewed in the last third of its life. */
  async token(): Promise<string> {
    const known = this.#token;
    if (known && this.now() < known.endsAt) return known.token;
    this.#renewal ??= this.renew().finally(() => (this.#renewal = null));
    const made = await this.#renewal;
    const life = made.endsAt - this.now();
    this.#token = { token: made.token, endsAt: made.endsAt - Math.min(EARLY_MS, life / 3) };
    return made.token;
  }

  /** Forget a token that was refused, unless a newer one is there already. */
  refused(token: string): void {
    if (this.#token?.token === token) this.#token = null;
  }
}

/** Ask the shop's own server, which knows the app's user and answers {token, expiresAt}, as `memberTokenCreate` gave it. */
export function fromShop(url: string, credentials: () => Promise<Record<string, string>>): Renew {
  return async () => {
    const response = await fetch(url, { method: "POST", headers: await credentials(), signal: AbortSignal.timeout(10_000) });
    if (response.status === 401) throw new SignedOut("the shop's server does not know this user any more");
    if (!response.ok) throw new Error(`the shop's server answered ${response.status}`);
    const { token, expiresAt } = (await response.json()) as { token: string; expiresAt: string };
    return { token, endsAt: Date.parse(expiresAt) };
  };
}

/** What is kept between starts of the app. Keep it in the phone's keychain. */
export interface Keychain {
  read(): Promise<string | null>;
  write(refreshToken: string): Promise<void>;
}

/** Ask the shop's OpenID Connect issuer, with the refresh token that the login left. Its access or ID token is taken as it is. */
export function fromIssuer(issuer: string, client: string, keychain: Keychain, kind: "access_token" | "id_token" = "id_token"): Renew {
  return async () => {
    const refresh = await keychain.read();
    if (refresh === null) throw new SignedOut("no one has signed in");
    const configuration = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
    const { token_endpoint: endpoint } = (await configuration.json()) as { token_endpoint: string };
    const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: refresh, client_id: client });
    const response = await fetch(endpoint, { method: "POST", body, signal: AbortSignal.timeout(10_000) });
    if (response.status === 400 || response.status === 401) throw new SignedOut("the login has ended");
    if (!response.ok) throw new Error(`the issuer answered ${response.status}`);
    const made = (await response.json()) as Record<string, string | number>;
    // an issuer that rotates refresh tokens takes each of them once
    if (typeof made.refresh_token === "string") await keychain.write(made.refresh_token);
    return { token: String(made[kind]), endsAt: Date.now() + Number(made.expires_in ?? 300) * 1000 };
  };
}
