/** An order that is kept until the shop's till is paid. The page learns of the payment by itself. */
import { useRef } from "react";
import { useMutation, useQuery } from "urql";

import { type Placed, useBasket } from "../basket";
import { sumOf } from "../exact";
import { graphql } from "../graphql";
import { useShop } from "../shop";
import { useWords } from "../words";
import { Icon } from "./icons";
import { Problem } from "./problem";

const PAID = graphql(/* GraphQL */ `
  query PaidOrders {
    me { id events(types: ["order.paid"], first: 5) { edges { node { id state data } } } }
  }
`);
const RELEASE = graphql(/* GraphQL */ `
  mutation ReleaseCheckout($order: String!, $key: String!) {
    checkoutRelease(input: { order: $order, idempotencyKey: $key }) {
      member { id assets { id ...Holding } }
      userErrors { code message }
    }
  }
`);

export function PlacedOrder({ placed }: { placed: Placed }) {
  const words = useWords().checkout;
  const { number, renew } = useBasket();
  const [{ data }] = useQuery({ query: PAID, requestPolicy: "cache-and-network" });
  const paid = data?.me?.events?.edges.some(({ node }) => node.state === "RECORDED" && (node.data as { orderId?: string } | null)?.orderId === number);
  if (!paid) return <Waiting placed={placed} />;
  return (
    <div className="card placed" role="status">
      <span className="round">
        <Icon name="check" size={26} />
      </span>
      <h2>{words.paid}</h2>
      <p className="quiet">{words.paidText(number)}</p>
      <button type="button" className="button second" onClick={renew}>
        {words.again}
      </button>
    </div>
  );
}

function Waiting({ placed: { left, delivery, until, kept } }: { placed: Placed }) {
  const words = useWords().checkout;
  const shop = useShop();
  const { number, place } = useBasket();
  const key = useRef(crypto.randomUUID());
  const [{ data, fetching, error }, release] = useMutation(RELEASE);

  async function cancel() {
    const { data } = await release({ order: number, key: key.current });
    if (data?.checkoutRelease?.userErrors.length === 0) place(null);
  }

  return (
    <div className="card placed">
      <span className="round">
        <Icon name="clock" size={26} />
      </span>
      <h2>{words.placed}</h2>
      {until && <p className="quiet small">{words.placedText(shop.moment(until))}</p>}
      <p className="small">{words.tell}</p>
      <p className="digits">
        <code>{number}</code>
      </p>
      <p className="left-to-pay">
        <span className="quiet small">{words.left}</span>
        <span className="figure">{shop.money(sumOf(left, delivery))}</span>
      </p>
      {kept.length > 0 && (
        <div>
          <p className="label">{words.kept}</p>
          <ul className="quiet small">
            {kept.map((text, place) => (
              <li key={`${place} ${text}`}>{text}</li>
            ))}
          </ul>
        </div>
      )}
      <button type="button" className="button second" disabled={fetching} onClick={() => void cancel()}>
        {words.release}
      </button>
      <Problem of={data?.checkoutRelease} error={error} />
    </div>
  );
}
