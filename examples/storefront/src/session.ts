/** Who is signed in. The member's token lives in this object, in memory, and nowhere else. */

interface Access {
  url: string;
  token: string;
  seconds: number;
}

export class Refused extends Error {}

const RENEW_BEFORE_MS = 60_000;
const AGAIN_MS = 5_000;

export class Session {
  readonly url: string;
  token: string;
  /** Called when the session is over and the member has to sign in again. */
  onEnd: () => void = () => {};
  #endsAt = 0;
  #renewing: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(access: Access) {
    this.url = access.url;
    this.token = access.token;
    this.#take(access);
  }

  /** Return the session that the shop's cookie stands for, or null. */
  static async restored(): Promise<Session | null> {
    const response = await call("POST", "/session/token", "en");
    return response.ok ? new Session((await response.json()) as Access) : null;
  }

  /** Sign in. Throws Refused with a message for the reader, if the server gave one. */
  static async signedIn(customer: string, language: string): Promise<Session> {
    const response = await call("POST", "/session", language, { customer });
    if (response.ok) return new Session((await response.json()) as Access);
    const { message } = (await response.json()) as { message: string | null };
    throw new Refused(message ?? "");
  }

  /** True as long as the token can be sent. */
  get isFresh(): boolean {
    return Date.now() < this.#endsAt;
  }

  /** Return a token that can be sent. */
  async fresh(): Promise<string> {
    if (!this.isFresh) await this.renew();
    return this.token;
  }

  /** Get the next token; several that ask at once get the same. */
  renew(): Promise<void> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async signOut(): Promise<void> {
    clearTimeout(this.#timer);
    await call("DELETE", "/session", "en").catch(() => {});
    this.onEnd();
  }

  async #renew(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const response = await call("POST", "/session/token", "en");
      if (response.ok) this.#take((await response.json()) as Access);
      else if (response.status === 401) this.onEnd();
      else this.#renewAfter(AGAIN_MS);
    } catch {
      this.#renewAfter(AGAIN_MS);
    }
  }

  #take({ token, seconds }: Access): void {
    const life = seconds * 1000;
    this.token = token;
    this.#endsAt = Date.now() + life - Math.min(10_000, life / 8);
    this.#renewAfter(life - Math.min(RENEW_BEFORE_MS, life / 4));
  }

  #renewAfter(milliseconds: number): void {
    this.#timer = setTimeout(() => void this.renew(), milliseconds);
  }
}

function call(method: string, path: string, language: string, body?: object): Promise<Response> {
  const headers = { "Content-Type": "application/json", "Accept-Language": language };
  return fetch(path, { method, headers, body: body ? JSON.stringify(body) : null });
}
