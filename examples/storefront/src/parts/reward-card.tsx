import { useRef, useState } from "react";
import { useMutation } from "urql";

import { graphql } from "../graphql";
import type { RewardFragment } from "../graphql/graphql";
import { useShop } from "../shop";
import { useWords } from "../words";
import { Bar } from "./bar";
import { Facts } from "./facts";
import { Icon, type IconName } from "./icons";
import { Why } from "./page";
import { Problem } from "./problem";
import { Delivered } from "./redemptions";

export const REWARD = graphql(/* GraphQL */ `
  fragment Reward on MemberBenefit {
    id
    status
    why
    remaining
    closesAt
    missing { fraction text }
    lacks { amount kind { id name decimals money } }
    benefit {
      id
      code
      name
      left
      needsFulfilment
      attributes
      price { amount kind { id code name decimals money } }
      grants { amount kind { id name decimals money } }
      gives { id name }
    }
  }
`);
const REDEEM = graphql(/* GraphQL */ `
  mutation Redeem($benefit: String!, $key: String!) {
    benefitUse(input: { benefit: $benefit, idempotencyKey: $key }) {
      use { id ...Redemption }
      benefit { id ...Reward }
      member { id assets { id ...Holding } }
      userErrors { code message }
    }
  }
`);

export function RewardCard({ owned }: { owned: RewardFragment }) {
  const words = useWords().rewards;
  const shop = useShop();
  const { benefit, status, why, lacks, missing, remaining, closesAt } = owned;
  const isOpen = status === "AVAILABLE";
  const price = usePrice(owned);
  const facts = [
    benefit.gives && words.gives(benefit.gives.name),
    ...(benefit.grants ?? []).map(({ amount, kind }) => words.brings(shop.named(amount, kind))),
    benefit.needsFulfilment && words.delivered,
    typeof benefit.left === "number" && (benefit.left > 0 ? words.stock(benefit.left) : words.gone),
    isOpen && typeof remaining === "number" && words.once(remaining),
    isOpen && closesAt && words.closes(shop.moment(closesAt)),
  ];
  return (
    <li className={isOpen ? "card reward" : "card reward shut"}>
      <span className="reward-picture">
        <Icon name={iconOf(owned)} size={34} />
      </span>
      <div className="reward-body">
        <h3>{benefit.name}</h3>
        <p className="price">{price}</p>
        <Facts facts={facts} />
        {lacks?.length ? (
          <>
            {missing && <Bar fraction={missing.fraction} label={missing.text} />}
            <p className="small lacks">{words.lacks(lacks.map(({ amount, kind }) => shop.named(amount, kind)).join(words.and))}</p>
          </>
        ) : (
          !isOpen && <p className="small quiet sentence">{why}</p>
        )}
        {isOpen && shop.may.includes("REDEEM") ? <Redeem owned={owned} price={price} /> : <Why to={`benefit/${benefit.code}`} about={benefit.name} />}
      </div>
    </li>
  );
}

function usePrice({ benefit: { price } }: RewardFragment): string {
  const words = useWords().rewards;
  const shop = useShop();
  return price?.map(({ amount, kind }) => shop.named(amount, kind)).join(words.and) || words.free;
}

/** The shop's own class of a reward, as the demo keeps it in its attributes. */
const CLASSES: Readonly<Record<string, IconName>> = { electronics: "music", home: "pan", dining: "dinner", travel: "travel", voucher: "ticket", phone: "phone" };

function iconOf({ benefit }: RewardFragment): IconName {
  const own = CLASSES[(benefit.attributes as { class?: string } | null)?.class ?? ""];
  if (benefit.grants?.length) return "coin";
  return own ?? (benefit.gives ? "ticket" : "gift");
}

/** Points are spent by two presses: the second one names the price. */
function Redeem({ owned: { benefit }, price }: { owned: RewardFragment; price: string }) {
  const words = useWords().rewards;
  const [isAsked, ask] = useState(false);
  // chosen when the button is drawn: pressed twice, it is one use
  const key = useRef(crypto.randomUUID());
  const [{ data, fetching, error }, redeem] = useMutation(REDEEM);
  const result = data?.benefitUse;

  async function redeemIt() {
    const { data } = await redeem({ benefit: benefit.code, key: key.current });
    ask(false);
    if (data?.benefitUse?.use) key.current = crypto.randomUUID();
  }

  return (
    <>
      <div className="offer-foot">
        {isAsked ? (
          // the second press of a double click must not be the one that pays
          <>
            <button key="no" type="button" className="link" onClick={() => ask(false)}>
              {words.cancel}
            </button>
            <button key="yes" type="button" className="button small" autoFocus disabled={fetching} onClick={() => void redeemIt()}>
              {words.confirm(price)}
            </button>
          </>
        ) : (
          <>
            <button key="ask" type="button" className="button small" onClick={() => ask(true)} aria-label={`${words.redeem}: ${benefit.name}`}>
              {words.redeem}
            </button>
            <Why to={`benefit/${benefit.code}`} about={benefit.name} />
          </>
        )}
      </div>
      <div role="status">
        {result?.use && (
          <div className="earned">
            <p className="label">{words.done}</p>
            <Delivered use={result.use} />
          </div>
        )}
      </div>
      <Problem of={result} error={error} />
    </>
  );
}
