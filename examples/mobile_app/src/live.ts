// Live updates over WebSocket, while the app is in front: after a lost connection it waits longer each time, then catches up.
import { createClient, type Client } from "graphql-ws";

import { Session } from "./session.js";

export interface Settings {
  url: string;
  session: Session;
  language: () => string;
  /** The WebSocket of the platform. React Native has one; Node before 22 has none. */
  webSocket?: unknown;
  pause?: (milliseconds: number) => Promise<void>;
}

const LONGEST_MS = 30_000;
const TOKEN_ENDED = 4403;

/** How long to wait before the nth attempt to connect: doubled each time, and never the same for all phones. */
export function backOff(attempt: number, random = Math.random()): number {
  return Math.min(LONGEST_MS, 500 * 2 ** attempt) * (0.5 + random / 2);
}

export class Live {
  readonly #client: Client;
  #last: string | null = null;

  constructor(private readonly settings: Settings) {
    this.#client = createClient({
      url: settings.url.replace(/^http/, "ws"),
      webSocketImpl: settings.webSocket,
      keepAlive: 20_000,
      connectionParams: async () => {
        this.#last = await settings.session.token();
        return { authorization: `Bearer ${this.#last}`, "accept-language": settings.language() };
      },
      // a token that ended is no reason to give up: the next attempt asks for a fresh one
      shouldRetry: () => true,
      retryAttempts: Infinity,
      retryWait: (attempt) => this.#pause(backOff(attempt)),
      on: {
        closed: (event) => {
          const { code } = event as { code?: number };
          if (code === TOKEN_ENDED && this.#last) settings.session.refused(this.#last);
        },
      },
    });
  }

  /**
   * Watch what a subscription tells. `connected` is called whenever a connection is there: read the page then, because what
   * happened meanwhile is not sent later. Call the function that is returned when the app goes to the background.
   */
  watch<T>(query: string, next: (data: T) => void, connected: () => void, failed: (error: unknown) => void = () => {}): () => void {
    const unhear = this.#client.on("connected", connected);
    const stop = this.#client.subscribe<T>(
      { query },
      { next: ({ data }) => data && next(data), error: failed, complete: () => {} },
    );
    return () => {
      unhear();
      stop();
    };
  }

  async stop(): Promise<void> {
    await this.#client.dispose();
  }

  async #pause(milliseconds: number): Promise<void> {
    await (this.settings.pause ?? ((wait) => new Promise((resume) => setTimeout(resume, wait))))(milliseconds);
  }
}
