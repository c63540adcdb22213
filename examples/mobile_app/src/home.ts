// The member's page: at once from what was shown last, then from the server, then live.
import { Api, Unreachable, type Problem } from "./api.js";
import { Live } from "./live.js";
import { Offline } from "./offline.js";

export interface Home {
  name: string | null;
  tier: { code: string; name: string } | null;
  tierProgress: { text: string; fraction: string } | null;
  assets: { kind: { code: string; name: string; decimals: number }; available: string }[] | null;
}

const FIELDS = `name tier { code name } tierProgress { text fraction } assets { kind { code name decimals } available }`;
export const HOME = `query Home { me { ${FIELDS} } }`;
export const WATCH = `subscription Watch { memberChanged { member { ${FIELDS} } changes { text } } }`;

export interface Shown {
  home: Home;
  /** When it was read, in milliseconds. */
  at: number;
  /** True if there is no network, so that it may be out of date. */
  isStale: boolean;
  problems: Problem[];
}

/** Draws the page again and again. Return from it what stops it. */
export class HomePage {
  constructor(
    private readonly api: Api,
    private readonly live: Live,
    private readonly offline: Offline,
    private readonly language: () => string,
  ) {}

  async open(draw: (shown: Shown) => void, told: (texts: string[]) => void = () => {}): Promise<() => void> {
    await this.#drawKept(draw);
    await this.refresh(draw);
    return this.live.watch<{ memberChanged: { member: Home; changes: { text: string }[] | null } }>(
      WATCH,
      async ({ memberChanged: { member, changes } }) => {
        const { at } = await this.offline.keep(this.#key, member);
        draw({ home: member, at, isStale: false, problems: [] });
        if (changes?.length) told(changes.map(({ text }) => text));
      },
      () => void this.refresh(draw),
    );
  }

  /** Read the page. Without a network what was shown last stays, and says so. */
  async refresh(draw: (shown: Shown) => void): Promise<void> {
    try {
      const { data, problems } = await this.api.ask<{ me: Home }>(HOME);
      const { at } = await this.offline.keep(this.#key, data.me);
      draw({ home: data.me, at, isStale: false, problems });
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      await this.#drawKept(draw);
    }
  }

  async #drawKept(draw: (shown: Shown) => void): Promise<void> {
    const kept = await this.offline.read<Home>(this.#key);
    if (kept) draw({ home: kept.data, at: kept.at, isStale: true, problems: [] });
  }

  get #key(): string {
    return `home:${this.language()}`;
  }
}
