/** The connection for live updates: one WebSocket, which connects again by itself and then has the pages read again. */
import { type Client as Connection, createClient } from "graphql-ws";

import type { Session } from "./session";

export type LiveState = "connecting" | "live" | "lost";

const SLOWEST_MS = 10_000;
const SILENCE_MS = 10_000;

export class Live {
  readonly connection: Connection;
  state: LiveState = "connecting";
  /** Called after a connection that was lost is back: what happened meanwhile is not sent later. */
  onReturn: () => void = () => {};
  #listeners = new Set<() => void>();

  constructor(session: Session, language: string) {
    this.connection = createClient({
      url: session.url.replace(/^http/, "ws"),
      // a browser sends no headers with a WebSocket
      connectionParams: async () => ({ authorization: `Bearer ${await session.fresh()}`, "accept-language": language }),
      keepAlive: SILENCE_MS,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      retryWait: (tries) => new Promise((resume) => setTimeout(resume, Math.random() * Math.min(SLOWEST_MS, 250 * 2 ** tries))),
      on: {
        connected: (_socket, _payload, wasRetry) => {
          this.#tell("live");
          if (wasRetry) this.onReturn();
        },
        closed: () => this.#tell("lost"),
      },
    });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  current = (): LiveState => this.state;

  #tell(state: LiveState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
}
