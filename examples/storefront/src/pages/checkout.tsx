import { useEffect, useState } from "react";
import { useQuery } from "urql";

import { tendersOf, useBasket } from "../basket";
import { asItems } from "../goods";
import { graphql } from "../graphql";
import type { PriceInput } from "../graphql/graphql";
import { BasketLines, Shelf } from "../parts/basket-lines";
import { CouponChoice } from "../parts/coupon-choice";
import { Page, Section } from "../parts/page";
import { PayChoice } from "../parts/pay-choice";
import { PlacedOrder } from "../parts/placed-order";
import { Trouble, Waiting } from "../parts/states";
import { Sum } from "../parts/sum";
import { useWords } from "../words";

const CHECKOUT = graphql(/* GraphQL */ `
  query Checkout($order: OrderInput!, $coupons: [String!], $payWith: [PriceInput!], $shelf: [OrderItemInput!]!) {
    me {
      id
      prices(items: $shelf) { ...ItsPrice }
      quote(order: $order, coupons: $coupons, payWith: $payWith) { ...Quoted }
    }
  }
`);
export const ITS_PRICE = graphql(/* GraphQL */ `
  fragment ItsPrice on MemberPrice {
    sku
    list
    price
    benefit { id name }
  }
`);
export const QUOTED = graphql(/* GraphQL */ `
  fragment Quoted on Quote {
    prices { ...ItsPrice }
    coupons { coupon { id ...Ticket } usable saves why }
    best
    total
    delivery
    left
    payWith { kind { id code name decimals money } most worth why }
    earns { kind code amount text }
    userErrors { code message }
  }
`);

export function Checkout() {
  const basket = useBasket();
  const { pages } = useWords();
  return <Page title={pages.checkout}>{basket.placed ? <PlacedOrder placed={basket.placed} /> : <Draft />}</Page>;
}

function Draft() {
  const { order, coupons, shelf, paying } = useBasket();
  const { checkout: words } = useWords();
  const [payWith, setPayWith] = useState<PriceInput[]>([]);
  const [{ data, error, fetching, stale }, reread] = useQuery({
    query: CHECKOUT,
    variables: { order, coupons, payWith, shelf: asItems(shelf) },
    requestPolicy: "cache-and-network",
  });
  const quote = data?.me?.quote;
  const wanted = quote ? tendersOf(paying, quote) : payWith;
  const isSettled = JSON.stringify(wanted) === JSON.stringify(payWith);
  useEffect(() => {
    // how much may be used follows from the order, so another order asks with other tenders
    if (!isSettled) setPayWith(wanted);
  });
  if (error && !quote) return <Trouble error={error} again={() => reread({ requestPolicy: "network-only" })} />;
  if (!quote || !data?.me) return <Waiting />;
  const isBusy = fetching || stale || !isSettled;
  return (
    <div className="columns" aria-busy={isBusy}>
      <div>
        <Section title={words.basket} id="basket">
          <BasketLines prices={quote.prices} />
        </Section>
        <Section title={words.shelf} id="shelf">
          <Shelf prices={data.me.prices ?? []} />
        </Section>
      </div>
      {!!order.items?.length && (
        <div>
          <CouponChoice options={quote.coupons} used={quote.best} />
          <PayChoice options={quote.payWith} tenders={payWith} />
          <Sum quote={quote} payWith={payWith} isBusy={isBusy} />
        </div>
      )}
    </div>
  );
}
