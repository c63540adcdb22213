// Operations by HTTP: by the hash of their text, with a token that is renewed, again after a pause if it is worth it.
import { Session } from "./session.js";

export interface Problem {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; [name: string]: unknown };
}

/** The server answered, and nothing of what was asked could be read. */
export class Refused extends Error {
  constructor(readonly problems: Problem[]) {
    super(problems.map(({ message }) => message).join("; "));
  }

  get codes(): string[] {
    return this.problems.map(({ extensions }) => extensions.code);
  }
}

/** There is no network, or the server does not answer at the moment. */
export class Unreachable extends Error {}

export interface Answer<T> {
  data: T;
  /** What stands against single fields. They are null, and the rest is there. */
  problems: Problem[];
}

export interface Settings {
  url: string;
  session: Session;
  /** The language of the texts: what the phone is set to. */
  language: () => string;
  pause?: (milliseconds: number) => Promise<void>;
}

const ATTEMPTS = 3;
const BUSY = [429, 502, 503, 504];

export class Api {
  readonly #hashes = new Map<string, Promise<string>>();

  constructor(private readonly settings: Settings) {}

  /** Ask a query, or send a mutation. A mutation that is sent again needs an idempotencyKey in its input. */
  async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<Answer<T>> {
    let isRenewed = false;
    for (let attempt = 1; ; attempt++) {
      const token = await this.settings.session.token();
      try {
        return await this.#once<T>(query, variables, token);
      } catch (error) {
        if (error instanceof Refused && error.codes.includes("UNAUTHENTICATED") && !isRenewed) {
          isRenewed = true;
          this.settings.session.refused(token);
        } else if (!(error instanceof Unreachable) || attempt >= ATTEMPTS) throw error;
        else await this.#pause(250 * 2 ** attempt * (0.5 + Math.random() / 2));
      }
    }
  }

  async #once<T>(query: string, variables: Record<string, unknown>, token: string): Promise<Answer<T>> {
    const extensions = { persistedQuery: { version: 1, sha256Hash: await this.#hash(query) } };
    try {
      return await this.#sent<T>({ variables, extensions }, token);
    } catch (error) {
      // the server has not seen this text yet, or has forgotten it
      if (!(error instanceof Refused) || !error.codes.includes("PERSISTED_QUERY_NOT_FOUND")) throw error;
      return await this.#sent<T>({ query, variables, extensions }, token);
    }
  }

  async #sent<T>(body: object, token: string): Promise<Answer<T>> {
    const headers = {
      "Content-Type": "application/json",
      "Accept-Language": this.settings.language(),
      Authorization: `Bearer ${token}`,
    };
    let response: Response;
    try {
      response = await fetch(this.settings.url, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(15_000),
      });
    } catch (error) {
      throw new Unreachable(String(error));
    }
    if (BUSY.includes(response.status)) throw new Unreachable(`the server answered ${response.status}`);
    const { data, errors = [] } = (await response.json()) as { data?: T | null; errors?: Problem[] };
    if (data === undefined || data === null) throw new Refused(errors);
    return { data, problems: errors };
  }

  #hash(query: string): Promise<string> {
    let hash = this.#hashes.get(query);
    if (!hash) this.#hashes.set(query, (hash = sha256(query)));
    return hash;
  }

  async #pause(milliseconds: number): Promise<void> {
    await (this.settings.pause ?? ((wait) => new Promise((resume) => setTimeout(resume, wait))))(milliseconds);
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
