// What was shown last, for the start of the app and for times without a network.

/** Texts by key: AsyncStorage, MMKV, a file. */
export interface Store {
  get(key: string): Promise<string | null>;
  set(key: string, text: string): Promise<void>;
  clear(): Promise<void>;
}

export interface Kept<T> {
  data: T;
  /** When it was read, in milliseconds. */
  at: number;
}

/** Answers as they were read, under a key that holds the language: texts are worded for the reader. */
export class Offline {
  constructor(private readonly store: Store) {}

  async read<T>(key: string): Promise<Kept<T> | null> {
    const text = await this.store.get(key);
    return text === null ? null : (JSON.parse(text) as Kept<T>);
  }

  async keep<T>(key: string, data: T): Promise<Kept<T>> {
    const kept = { data, at: Date.now() };
    await this.store.set(key, JSON.stringify(kept));
    return kept;
  }

  /** Forget everything: after signing out, the next user must not see it. */
  async forget(): Promise<void> {
    await this.store.clear();
  }
}

export function inMemory(): Store {
  const texts = new Map<string, string>();
  return {
    get: async (key) => texts.get(key) ?? null,
    set: async (key, text) => void texts.set(key, text),
    clear: async () => texts.clear(),
  };
}
