/** What is left to pay and how it comes about, what the order brings, and the button that places it. */
import { useRef } from "react";
import { useMutation } from "urql";

import { useBasket } from "../basket";
import { isZero, negative, sumOf } from "../exact";
import { graphql } from "../graphql";
import type { PriceInput, QuotedFragment } from "../graphql/graphql";
import { useShop } from "../shop";
import { useWords } from "../words";
import { Icon } from "./icons";
import { Section } from "./page";
import { Problem } from "./problem";

const HOLD = graphql(/* GraphQL */ `
  mutation HoldCheckout($order: OrderInput!, $coupons: [String!]!, $payWith: [PriceInput!]!, $key: String!) {
    checkoutHold(input: { order: $order, coupons: $coupons, payWith: $payWith, idempotencyKey: $key }) {
      holds { id amount kind { id name decimals money } }
      coupons { id state kind { id name } }
      left
      expiresAt
      member { id assets { id ...Holding } }
      userErrors { code message }
    }
  }
`);

interface Given {
  quote: QuotedFragment;
  payWith: PriceInput[];
  isBusy: boolean;
}

export function Sum({ quote, payWith, isBusy }: Given) {
  const words = useWords().checkout;
  const { order } = useBasket();
  const shop = useShop();
  const goods = sumOf("0", ...quote.prices.map(({ list }) => list));
  const own = sumOf("0", ...quote.prices.map(({ price }) => price));
  const delivery = quote.delivery ?? "0";
  const earned = quote.earns.filter(({ kind, amount }) => kind !== "COUPON" && !amount?.startsWith("-"));
  const rows = [
    { name: words.prices, value: sumOf(own, negative(goods)) },
    { name: words.taken, value: sumOf(quote.total, negative(own)) },
    { name: words.pay, value: sumOf(quote.left, negative(quote.total)) },
  ].filter(({ value }) => !isZero(value));
  return (
    <Section title={words.sum} id="sum">
      <div className="card sum">
        <dl>
          <Row name={words.goods} value={shop.money(goods)} />
          {rows.map(({ name, value }) => (
            <Row key={name} name={name} value={shop.money(value)} className="less-price" />
          ))}
          <Row name={words.delivery} value={isZero(delivery) ? words.free : shop.money(delivery)} before={isZero(delivery) ? order.delivery : null} />
          <Row name={words.left} value={shop.money(sumOf(quote.left, delivery))} className="total" figure="left" />
        </dl>
        {earned.length > 0 && (
          <div className="earned">
            <p className="label">{words.earns}</p>
            <ul>
              {earned.map(({ text }) => (
                <li key={text} className="sentence">{text}</li>
              ))}
            </ul>
          </div>
        )}
        {!isBusy && <Problem of={quote} />}
        <Place quote={quote} payWith={payWith} isBusy={isBusy} />
      </div>
    </Section>
  );
}

function Row({ name, value, before, className, figure }: { name: string; value: string; before?: string | null; className?: string; figure?: string }) {
  const shop = useShop();
  return (
    <div className={className}>
      <dt>{name}</dt>
      <dd data-figure={figure}>
        {before && <s className="quiet small">{shop.money(before)}</s>} {value}
      </dd>
    </div>
  );
}

function Place({ quote, payWith, isBusy }: Given) {
  const words = useWords().checkout;
  const shop = useShop();
  const { order, place } = useBasket();
  // chosen when the button is drawn: pressed twice, it is one hold
  const key = useRef(crypto.randomUUID());
  const [{ data, fetching, error }, hold] = useMutation(HOLD);
  if (!shop.may.includes("HOLD")) return null;

  async function placeIt() {
    const { data } = await hold({ order, coupons: [...quote.best], payWith, key: key.current });
    const held = data?.checkoutHold;
    if (!held) return;
    key.current = crypto.randomUUID();
    if (!held.left || held.userErrors.length) return;
    const kept = [...held.holds.map(({ amount, kind }) => shop.holding(amount, kind)), ...held.coupons.map(({ kind }) => kind.name)];
    place({ left: held.left, delivery: quote.delivery ?? "0", until: held.expiresAt ?? null, kept });
  }

  return (
    <>
      <button type="button" className="button wide" disabled={isBusy || fetching || quote.userErrors.length > 0} onClick={() => void placeIt()}>
        <Icon name="lock" size={18} />
        {words.hold}
      </button>
      <Problem of={data?.checkoutHold} error={error} />
    </>
  );
}
