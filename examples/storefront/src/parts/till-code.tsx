import { useEffect, useState } from "react";
import { useMutation } from "urql";

import { graphql } from "../graphql";
import { useWords } from "../words";
import { Problem } from "./problem";

const CODE = graphql(/* GraphQL */ `
  mutation TillCode {
    memberCodeCreate(input: {}) { code expiresAt userErrors { code message } }
  }
`);

/** A code by which the till finds the member for a minute. */
export function TillCode() {
  const { wallet } = useWords();
  const [{ data, fetching, error }, make] = useMutation(CODE);
  const made = data?.memberCodeCreate;
  const seconds = useSecondsUntil(made?.expiresAt);
  return (
    <section className="card till" aria-labelledby="till">
      <h2 id="till">{wallet.till}</h2>
      <p className="quiet small">{wallet.tillText}</p>
      {made?.code && seconds > 0 && (
        <p className="digits">
          <code>{made.code.replace(/(.{5})(?=.)/, "$1 ")}</code>
          <span className="quiet small">{wallet.seconds(seconds)}</span>
        </p>
      )}
      <p role="status" className="small">
        {made?.code && seconds <= 0 && wallet.gone}
      </p>
      {seconds <= 0 && (
        <button type="button" className="button second" disabled={fetching} onClick={() => void make({})}>
          {wallet.show}
        </button>
      )}
      <Problem of={made} error={error} />
    </section>
  );
}

function useSecondsUntil(instant: string | null | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!instant) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [instant]);
  return instant ? Math.max(0, Math.ceil((Date.parse(instant) - now) / 1000)) : 0;
}
