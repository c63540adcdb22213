import { useState } from "react";

import { graphql } from "../graphql";
import type { TicketFragment } from "../graphql/graphql";
import { daysBetween, shiftedBy, useShop } from "../shop";
import { useLanguage } from "../words";
import { Icon } from "./icons";

export const TICKET = graphql(/* GraphQL */ `
  fragment Ticket on Coupon {
    id
    code
    state
    expiresAt
    usedAt
    kind {
      id
      name
      minimum
      discount { amount percent most gift delivery }
      scope { skus categories brands notSkus notCategories notBrands }
      channels
      stores
      firstOrder
      alone
    }
  }
`);
const SOON_DAYS = 7;

type Kind = TicketFragment["kind"];

export function Coupons({ coupons, none }: { coupons: readonly TicketFragment[]; none: string }) {
  if (coupons.length === 0) return <p className="card quiet">{none}</p>;
  return (
    <ul className="tickets">
      {coupons.map((coupon) => (
        <Ticket key={coupon.id} coupon={coupon} />
      ))}
    </ul>
  );
}

function Ticket({ coupon: { code, state, expiresAt, usedAt, kind } }: { coupon: TicketFragment }) {
  const { wallet } = useLanguage().words;
  const shop = useShop();
  const terms = useTerms(kind);
  const isUsable = state === "USABLE" || state === "UNCLAIMED";
  const last = expiresAt ? shiftedBy(shop.dayOf(expiresAt), -1) : null;
  const days = last ? daysBetween(shop.today, last) : null;
  return (
    <li className={isUsable ? "ticket" : state === "HELD" ? "ticket held" : "ticket past"}>
      <Worth kind={kind} />
      <div className="ticket-body">
        <h3>{kind.name}</h3>
        {kind.discount.gift && <p className="quiet small sentence">{kind.discount.gift}</p>}
        {terms.length > 0 && <p className="quiet small">{terms.join(" · ")}</p>}
        <p className="quiet small">
          {state === "USED" && usedAt
            ? wallet.usedOn(shop.day(shop.dayOf(usedAt)))
            : !last
              ? wallet.forGood
              : state === "EXPIRED"
                ? wallet.endedOn(shop.day(last))
                : wallet.until(shop.day(last))}
        </p>
        <p className="code-row">
          <span className="hidden">{wallet.code}: </span>
          <code>{code.replace(/(.{4})(?=.)/g, "$1 ")}</code>
          {isUsable ? <Copy code={code} /> : <span className="chip">{wallet.states[state] ?? state}</span>}
        </p>
        {isUsable && days !== null && days <= SOON_DAYS && <p className="chip soon">{wallet.soon(days)}</p>}
      </div>
    </li>
  );
}

/** What a coupon is worth, in the fewest words. */
export function Worth({ kind: { discount, minimum } }: { kind: Kind }) {
  const { wallet } = useLanguage().words;
  const shop = useShop();
  return (
    <div className="ticket-worth">
      {discount.amount && <span className="strong">{shop.price(discount.amount)}</span>}
      {discount.percent && <span className="strong">{wallet.percent(Number(discount.percent))}</span>}
      {discount.gift && <Icon name="gift" size={28} />}
      {discount.delivery && <Icon name="truck" size={28} />}
      {minimum && <span className="small">{wallet.minimum(shop.price(minimum))}</span>}
    </div>
  );
}

/** For what it is, and what it does not go with. */
function useTerms({ discount, scope, channels, stores, firstOrder, alone }: Kind): string[] {
  const { words, locale } = useLanguage();
  const { wallet } = words;
  const shop = useShop();
  const list = (names: readonly string[]) => new Intl.ListFormat(locale, { type: "conjunction" }).format(names.map(titled));
  const only = scope ? [...scope.categories, ...scope.brands, ...scope.skus] : [];
  const not = scope ? [...scope.notCategories, ...scope.notBrands, ...scope.notSkus] : [];
  return [
    discount.percent && discount.most ? wallet.atMost(shop.price(discount.most)) : "",
    only.length ? wallet.forGoods(list(only)) : "",
    not.length ? wallet.notGoods(list(not)) : "",
    channels.length ? wallet.channels(list(channels)) : "",
    stores.length ? wallet.stores(list(stores)) : "",
    firstOrder ? wallet.first : "",
    alone ? wallet.alone : "",
  ].filter(Boolean);
}

/** A department is written in capitals in the grocer's data. */
const titled = (name: string): string => (/^[A-Z &-]+$/.test(name) ? name.toLowerCase() : name);

function Copy({ code }: { code: string }) {
  const { wallet } = useLanguage().words;
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className="link"
      aria-label={`${wallet.copy} ${code}`}
      onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(true))}
    >
      {copied ? wallet.copied : wallet.copy}
    </button>
  );
}
