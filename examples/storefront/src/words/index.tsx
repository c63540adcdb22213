/** The language of the pages: chosen by the reader, otherwise the browser's. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";

import { en, type Words } from "./en";
import { zh } from "./zh";

export type Language = "en" | "zh";

interface Chosen {
  language: Language;
  words: Words;
  /** What `Accept-Language`, `lang` and the formats of dates and numbers are told. */
  locale: string;
  choose: (language: Language) => void;
}

const DICTIONARIES: Record<Language, Words> = { en, zh };
const LOCALES: Record<Language, string> = { en: "en-GB", zh: "zh-CN" };
const KEY = "language";
const Context = createContext<Chosen | null>(null);

export function Languages({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(remembered);
  useEffect(() => {
    document.documentElement.lang = LOCALES[language];
  }, [language]);
  const chosen = useMemo(() => {
    const choose = (next: Language) => {
      localStorage.setItem(KEY, next);
      setLanguage(next);
    };
    return { language, words: DICTIONARIES[language], locale: LOCALES[language], choose };
  }, [language]);
  return <Context.Provider value={chosen}>{children}</Context.Provider>;
}

export function useLanguage(): Chosen {
  const chosen = useContext(Context);
  if (!chosen) throw new Error("there is no language");
  return chosen;
}

export const useWords = (): Words => useLanguage().words;

function remembered(): Language {
  const known = localStorage.getItem(KEY) ?? navigator.language;
  return known.startsWith("zh") ? "zh" : "en";
}
