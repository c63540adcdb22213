import { useRef } from "react";
import { useMutation } from "urql";

import { graphql } from "../graphql";
import type { BenefitFragment } from "../graphql/graphql";
import { useShop } from "../shop";
import { useWords } from "../words";
import { Why } from "./page";

export const BENEFIT = graphql(/* GraphQL */ `
  fragment Benefit on MemberBenefit {
    id
    status
    why
    remaining
    resetsAt
    benefit { id code name value price { amount kind { id name decimals money } } gives { id name } }
  }
`);
const USE = graphql(/* GraphQL */ `
  mutation UseBenefit($benefit: String!, $key: String!) {
    benefitUse(input: { benefit: $benefit, idempotencyKey: $key }) {
      use { id coupon { id ...Ticket } }
      benefit { id ...Benefit }
      member { id coupons(first: 50, orderBy: EXPIRES_FIRST) { edges { node { id ...Ticket } } } }
      userErrors { __typename code message }
    }
  }
`);

export function Benefits({ benefits }: { benefits: readonly BenefitFragment[] }) {
  const usable = benefits.filter(({ status }) => status === "AVAILABLE");
  const others = benefits.filter(({ status }) => status !== "AVAILABLE");
  return (
    <ul className="benefits">
      {[...usable, ...others].map((one) => (
        <Row key={one.id} owned={one} />
      ))}
    </ul>
  );
}

function Row({ owned }: { owned: BenefitFragment }) {
  const { wallet } = useWords();
  const shop = useShop();
  const { benefit, status, why, remaining } = owned;
  // chosen when the button is drawn: pressed twice, it is one use
  const key = useRef(crypto.randomUUID());
  const [{ data, fetching, error }, use] = useMutation(USE);
  const result = data?.benefitUse;
  const problem = result?.userErrors[0]?.message ?? error?.message;
  const price = benefit.price?.map(({ amount, kind }) => `${shop.amount(amount, kind)} ${kind.name}`).join(" + ");
  // what has no end and no price is simply there; only what is counted is used by a button
  const isCounted = remaining !== null && remaining !== undefined;
  const mayUse = status === "AVAILABLE" && isCounted && shop.may.includes(price ? "REDEEM" : "CLAIM");

  async function useIt() {
    const { data } = await use({ benefit: benefit.code, key: key.current });
    if (data?.benefitUse?.use) key.current = crypto.randomUUID();
  }

  return (
    <li className="card benefit">
      <div className="benefit-head">
        <h3>{benefit.name}</h3>
        <span className={`chip ${status.toLowerCase()}`}>{wallet.statuses[status] ?? status}</span>
      </div>
      {(status !== "AVAILABLE" || isCounted) && <p className="quiet small sentence">{why}</p>}
      {benefit.gives && <p className="small">{benefit.gives.name}</p>}
      {price && <p className="small">{price}</p>}
      <div className="benefit-foot">
        {mayUse && (
          <button type="button" className="button small" disabled={fetching} onClick={() => void useIt()} aria-label={`${wallet.use}: ${benefit.name}`}>
            {wallet.use}
          </button>
        )}
        <Why to={`benefit/${benefit.code}`} about={benefit.name} />
      </div>
      <p role="status" className="small done">
        {result?.use && wallet.used}
      </p>
      <p role="alert" className="problem">
        {problem}
      </p>
    </li>
  );
}
