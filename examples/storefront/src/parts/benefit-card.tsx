import { useRef } from "react";
import { useMutation } from "urql";

import { graphql } from "../graphql";
import type { BenefitFragment, BenefitValue } from "../graphql/graphql";
import { daysBetween, useShop } from "../shop";
import { useWords } from "../words";
import { Bar } from "./bar";
import { Facts } from "./facts";
import { Icon, type IconName } from "./icons";
import { Why } from "./page";
import { Problem } from "./problem";

export const BENEFIT = graphql(/* GraphQL */ `
  fragment Benefit on MemberBenefit {
    id
    status
    why
    opensAt
    closesAt
    remaining
    missing { metric text fraction clauses { mode } }
    benefit {
      id
      code
      name
      value
      opensAt
      left
      gives { id name }
      memberPrice { percentOff each delivery }
    }
  }
`);
const CLAIM = graphql(/* GraphQL */ `
  mutation ClaimBenefit($benefit: String!, $key: String!) {
    benefitUse(input: { benefit: $benefit, idempotencyKey: $key }) {
      use { id serial coupon { id ...Ticket } }
      benefit { id ...Benefit }
      member { id assets { id ...Holding } }
      userErrors { code message }
    }
  }
`);
const ICONS: Record<BenefitValue, IconName> = { ECONOMIC: "coin", SERVICE: "truck", SOCIAL: "people", IDENTITY: "crown" };

export function BenefitCard({ owned, isNew }: { owned: BenefitFragment; isNew: boolean }) {
  const words = useWords().benefits;
  const { may } = useShop();
  const { benefit, status, remaining, missing } = owned;
  const isOpen = status === "AVAILABLE";
  const isLocked = status === "NOT_ELIGIBLE";
  // what has no end is simply there; only what is counted is claimed by a button
  const isCounted = remaining !== null && remaining !== undefined;
  return (
    <li className={isOpen ? "card offer" : "card offer shut"}>
      <span className="round">
        <Icon name={isLocked ? "lock" : (ICONS[benefit.value] ?? "gift")} />
      </span>
      <div className="offer-body">
        <div className="offer-kind">
          <p>
            {isNew && <span className="chip new">{words.new}</span>}
            <span className="quiet">{words.values[benefit.value] ?? benefit.value}</span>
          </p>
          <Why to={`benefit/${benefit.code}`} about={benefit.name} />
        </div>
        <h3>{benefit.name}</h3>
        {benefit.gives && <p className="small quiet">{words.gives(benefit.gives.name)}</p>}
        {isOpen && benefit.memberPrice && <p className="small quiet">{words.applies}</p>}
        {isLocked && missing && Number(missing.fraction) > 0 && <Bar fraction={missing.fraction} label={missing.text} />}
        <Reason owned={owned} />
        <Times owned={owned} />
        {isOpen && isCounted && may.includes("CLAIM") && <Claim owned={owned} />}
      </div>
    </li>
  );
}

/** Why it cannot be used now; when it opens is said by itself. */
function Reason({ owned: { status, why, missing } }: { owned: BenefitFragment }) {
  if (status === "AVAILABLE" || status === "NOT_OPEN") return null;
  const isPossible = missing?.metric || missing?.clauses.length;
  return <p className="small quiet sentence">{status === "NOT_ELIGIBLE" && isPossible ? missing?.text : why}</p>;
}

/** When it opens and closes, how often it may still be used, and how many there are. */
function Times({ owned: { benefit, status, opensAt, closesAt, remaining } }: { owned: BenefitFragment }) {
  const words = useWords().benefits;
  const shop = useShop();
  const isOpen = status === "AVAILABLE";
  const isShut = status === "NOT_OPEN" || status === "NOT_ELIGIBLE";
  const early = isShut && opensAt && benefit.opensAt ? daysBetween(shop.dayOf(opensAt), shop.dayOf(benefit.opensAt)) : 0;
  const facts = [
    isShut && opensAt && words.opens(shop.moment(opensAt)),
    isOpen && closesAt && words.closes(shop.moment(closesAt)),
    isOpen && typeof remaining === "number" && words.left(remaining),
    isOpen && typeof benefit.left === "number" && words.stock(benefit.left),
  ];
  return (
    <>
      <Facts facts={facts} />
      {early > 0 && <p className="chip here">{words.early(early)}</p>}
    </>
  );
}

function Claim({ owned: { benefit } }: { owned: BenefitFragment }) {
  const words = useWords().benefits;
  // chosen when the button is drawn: pressed twice, it is one use
  const key = useRef(crypto.randomUUID());
  const [{ data, fetching, error }, claim] = useMutation(CLAIM);
  const result = data?.benefitUse;

  async function claimIt() {
    const { data } = await claim({ benefit: benefit.code, key: key.current });
    if (data?.benefitUse?.use) key.current = crypto.randomUUID();
  }

  return (
    <>
      <div className="offer-foot">
        <button type="button" className="button small" disabled={fetching} onClick={() => void claimIt()} aria-label={`${words.claim}: ${benefit.name}`}>
          {words.claim}
        </button>
      </div>
      <p role="status" className="small done">
        {result?.use && words.claimed}
      </p>
      <Problem of={result} error={error} />
    </>
  );
}
