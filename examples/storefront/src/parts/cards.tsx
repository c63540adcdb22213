/** The member's gift cards and store cards, and the form by which one is added. */
import { type FormEvent, useRef } from "react";
import { useMutation } from "urql";

import { graphql } from "../graphql";
import type { HeldCardFragment } from "../graphql/graphql";
import { shiftedBy, useShop } from "../shop";
import { useWords } from "../words";
import { Icon } from "./icons";
import { Problem } from "./problem";

export const HELD_CARD = graphql(/* GraphQL */ `
  fragment HeldCard on Card {
    id
    number
    state
    balance
    expiresAt
    kind { id name type asset { id name decimals money } }
  }
`);
const BIND = graphql(/* GraphQL */ `
  mutation BindCard($number: String!, $pin: String!, $key: String!) {
    cardBind(input: { number: $number, pin: $pin, idempotencyKey: $key }) {
      card { id ...HeldCard }
      member { id assets { id ...Holding } }
      userErrors { code message }
    }
  }
`);

export function Cards({ cards }: { cards: readonly HeldCardFragment[] }) {
  const { cards: words } = useWords();
  const { may } = useShop();
  return (
    <div className="card choices">
      {cards.length === 0 && <p className="quiet">{words.none}</p>}
      <ul>
        {cards.map((card) => (
          <Held key={card.id} card={card} />
        ))}
      </ul>
      {may.includes("CLAIM") && (
        <details>
          <summary>{words.add}</summary>
          <Bind />
        </details>
      )}
    </div>
  );
}

function Held({ card: { number, state, balance, expiresAt, kind } }: { card: HeldCardFragment }) {
  const { cards: words } = useWords();
  const shop = useShop();
  return (
    <li className="choice held-card">
      <Icon name="wallet" />
      <span>
        <span className="block strong">{kind.name}</span>
        <span className="quiet small block">
          {words.ending(number.slice(-4))}
          {expiresAt && ` · ${words.until(shop.day(shiftedBy(shop.dayOf(expiresAt), -1)))}`}
        </span>
      </span>
      {state === "BOUND" ? (
        <span className="saves">{balance && kind.asset && shop.named(balance, kind.asset)}</span>
      ) : (
        <span className="chip">{words.states[state] ?? state}</span>
      )}
    </li>
  );
}

function Bind() {
  const { cards: words } = useWords();
  // the same card sent twice is added once
  const sent = useRef({ card: "", key: "" });
  const [{ data, fetching, error }, bind] = useMutation(BIND);
  const result = data?.cardBind;

  async function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const [number, pin] = ["number", "pin"].map((name) => String(new FormData(form).get(name)).trim()) as [string, string];
    if (sent.current.card !== `${number} ${pin}`) sent.current = { card: `${number} ${pin}`, key: crypto.randomUUID() };
    const { data } = await bind({ number, pin, key: sent.current.key });
    if (data?.cardBind?.card) form.reset();
  }

  return (
    <form className="add-card" onSubmit={(event) => void add(event)}>
      <p>
        <label htmlFor="card-number">{words.number}</label>
        <input id="card-number" name="number" inputMode="numeric" autoComplete="off" required />
      </p>
      <p>
        <label htmlFor="card-pin">{words.pin}</label>
        <input id="card-pin" name="pin" inputMode="numeric" autoComplete="off" required />
      </p>
      <button type="submit" className="button small" disabled={fetching}>
        {words.go}
      </button>
      <p role="status" className="small done">
        {result?.card && words.added}
      </p>
      <Problem of={result} error={error} />
    </form>
  );
}
