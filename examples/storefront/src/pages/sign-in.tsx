import { type FormEvent, useState } from "react";

import { LanguageButton } from "../app";
import { Emblem } from "../parts/emblem";
import { Refused, Session } from "../session";
import { useLanguage } from "../words";

export function SignIn({ onSession }: { onSession: (session: Session) => void }) {
  const { words, locale } = useLanguage();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function signIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    try {
      const customer = new FormData(event.currentTarget).get("customer");
      onSession(await Session.signedIn(String(customer).trim(), locale));
    } catch (error) {
      setProblem((error instanceof Refused && error.message) || words.signIn.refused);
      setBusy(false);
    }
  }

  return (
    <main className="sign-in">
      <div className="sign-in-top">
        <LanguageButton />
      </div>
      <div className="sign-in-hero">
        <Emblem rank={5} size={104} />
        <h1>{words.signIn.title}</h1>
        <p>{words.signIn.text}</p>
      </div>
      <form className="card" onSubmit={signIn}>
        <label htmlFor="customer">{words.signIn.customer}</label>
        <input id="customer" name="customer" defaultValue="1023" inputMode="numeric" autoComplete="username" required aria-describedby="hint" />
        <p id="hint" className="quiet small">
          {words.signIn.hint}
        </p>
        <button type="submit" className="button wide" disabled={busy}>
          {words.signIn.go}
        </button>
        <p role="alert" className="problem">
          {problem}
        </p>
      </form>
    </main>
  );
}
