import { useState } from "react";

import { graphql } from "../graphql";
import type { TicketFragment } from "../graphql/graphql";
import { shiftedBy, useShop } from "../shop";
import { useWords } from "../words";
import { Icon } from "./icons";

export const TICKET = graphql(/* GraphQL */ `
  fragment Ticket on Coupon {
    id
    code
    state
    expiresAt
    kind { id name minimum discount { amount percent gift } }
  }
`);

export function Coupons({ coupons }: { coupons: readonly TicketFragment[] }) {
  const { wallet } = useWords();
  if (coupons.length === 0) return <p className="card quiet">{wallet.none}</p>;
  return (
    <ul className="tickets">
      {coupons.map((coupon) => (
        <Ticket key={coupon.id} coupon={coupon} />
      ))}
    </ul>
  );
}

function Ticket({ coupon: { code, state, expiresAt, kind } }: { coupon: TicketFragment }) {
  const { wallet } = useWords();
  const shop = useShop();
  const [copied, setCopied] = useState(false);
  const isUsable = state === "USABLE" || state === "UNCLAIMED";
  return (
    <li className={isUsable ? "ticket" : "ticket past"}>
      <div className="ticket-worth">
        {kind.discount.amount && <span className="strong">{shop.price(kind.discount.amount)}</span>}
        {kind.discount.percent && <span className="strong">{Number(kind.discount.percent)} %</span>}
        {kind.discount.gift && <Icon name="gift" size={28} />}
        {kind.minimum && <span className="small">{wallet.minimum(shop.price(kind.minimum))}</span>}
      </div>
      <div className="ticket-body">
        <h3>{kind.name}</h3>
        {kind.discount.gift && <p className="quiet small sentence">{kind.discount.gift}</p>}
        <p className="quiet small">
          {expiresAt ? wallet.until(shop.day(shiftedBy(shop.dayOf(expiresAt), -1))) : wallet.forGood}
        </p>
        <p className="code-row">
          <span className="hidden">{wallet.code}: </span>
          <code>{code.replace(/(.{4})(?=.)/g, "$1 ")}</code>
          {isUsable ? (
            <button
              type="button"
              className="link"
              aria-label={`${wallet.copy} ${code}`}
              onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(true))}
            >
              {copied ? wallet.copied : wallet.copy}
            </button>
          ) : (
            <span className="chip">{wallet.states[state] ?? state}</span>
          )}
        </p>
      </div>
    </li>
  );
}
