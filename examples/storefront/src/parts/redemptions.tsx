/** What was redeemed: the coupon, the number or the assets that it brought, and how far its delivery is. */
import { Link } from "react-router";

import { graphql } from "../graphql";
import type { RedemptionFragment } from "../graphql/graphql";
import { useShop } from "../shop";
import { useWords } from "../words";

export const REDEMPTION = graphql(/* GraphQL */ `
  fragment Redemption on BenefitUse {
    id
    at
    serial
    fulfilment
    reference
    reversedAt
    coupon { id code kind { id name } }
    entries { id type amount asset { id name decimals money } }
  }
`);

interface Redeemed {
  name: string;
  use: RedemptionFragment;
}

export function Redemptions({ uses }: { uses: readonly Redeemed[] }) {
  const words = useWords().rewards;
  const shop = useShop();
  if (uses.length === 0) return <p className="card quiet">{words.noMine}</p>;
  const latest = [...uses].sort((one, other) => other.use.at.localeCompare(one.use.at));
  return (
    <ul className="entries card">
      {latest.map(({ name, use }) => (
        <li key={use.id}>
          <div className="entry-what">
            <p className="strong">{name}</p>
            <Delivered use={use} />
            <p className="quiet small">{shop.moment(use.at)}</p>
          </div>
          <State use={use} />
        </li>
      ))}
    </ul>
  );
}

function State({ use: { fulfilment, reversedAt } }: { use: RedemptionFragment }) {
  const words = useWords().rewards;
  const state = fulfilment !== "FAILED" && reversedAt ? "REVERSED" : fulfilment;
  return <span className={`chip ${state.toLowerCase()}`}>{words.states[state] ?? state}</span>;
}

export function Delivered({ use: { coupon, serial, entries, reference } }: { use: RedemptionFragment }) {
  const words = useWords().rewards;
  const shop = useShop();
  const brought = entries?.filter(({ type }) => type === "GRANT") ?? [];
  return (
    <div className="small">
      {coupon && (
        <p>
          {words.coupon} <code>{coupon.code.replace(/(.{4})(?=.)/g, "$1 ")}</code> <Link to="/wallet">{words.wallet}</Link>
        </p>
      )}
      {serial !== null && serial !== undefined && <p>{words.number(serial)}</p>}
      {brought.map(({ id, amount, asset }) => (
        <p key={id}>{words.brings(shop.named(amount, asset))}</p>
      ))}
      {reference && <p>{words.reference(reference)}</p>}
    </div>
  );
}
