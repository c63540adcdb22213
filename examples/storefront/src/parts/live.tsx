/** Live updates: one subscription for all pages, a badge that says if it is up, and what has just changed. */
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { useSubscription } from "urql";

import { LIVE_CHANGE } from "../documents";
import type { LiveChangeSubscription } from "../graphql/graphql";
import type { Live } from "../live";
import { useWords } from "../words";

const SHOWN_MS = 8000;
const Context = createContext(0);

/** How many changes have come: a list that is paged begins again with each. */
export const useChanges = (): number => useContext(Context);

export function LiveChanges({ children }: { children: ReactNode }) {
  const [seen, setSeen] = useState({ count: 0, texts: [] as string[] });
  useSubscription<LiveChangeSubscription, void>({ query: LIVE_CHANGE }, (_before, { memberChanged }) => {
    const texts = memberChanged?.changes?.map(({ text }) => text) ?? [];
    setSeen(({ count }) => ({ count: count + 1, texts }));
  });
  useEffect(() => {
    const timer = setTimeout(() => setSeen(({ count }) => ({ count, texts: [] })), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [seen.count]);
  return (
    <Context.Provider value={seen.count}>
      {children}
      <Changed texts={seen.texts} />
    </Context.Provider>
  );
}

function Changed({ texts }: { texts: readonly string[] }) {
  const { live } = useWords();
  return (
    <div className="changed" role="status">
      {texts.length > 0 && (
        <div className="changed-box">
          <p className="label">{live.changed}</p>
          <ul>
            {texts.map((text) => (
              <li key={text} className="sentence">{text}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

export function LiveBadge({ live }: { live: Live }) {
  const words = useWords().live;
  const state = useSyncExternalStore(live.subscribe, live.current);
  return (
    <p className={`badge ${state}`} data-live={state}>
      <span className="dot" aria-hidden="true" />
      <span className="hidden">{words.about}: </span>
      {words[state]}
    </p>
  );
}
