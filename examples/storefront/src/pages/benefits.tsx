import { useEffect, useRef } from "react";
import { useMutation, useQuery } from "urql";

import { graphql } from "../graphql";
import type { BenefitCentreQuery, BenefitStatus } from "../graphql/graphql";
import { BenefitCard } from "../parts/benefit-card";
import { Page, Section } from "../parts/page";
import { Trouble, Waiting } from "../parts/states";
import { useWords } from "../words";

const CENTRE = graphql(/* GraphQL */ `
  query BenefitCentre {
    me {
      id
      benefits(rewards: false) { id unseen ...Benefit }
    }
  }
`);
const SEEN = graphql(/* GraphQL */ `
  mutation BenefitsSeen($benefits: [String!]!) {
    benefitsSeen(input: { benefits: $benefits }) {
      benefits { id unseen }
      member { id }
      userErrors { code message }
    }
  }
`);

type Owned = NonNullable<NonNullable<BenefitCentreQuery["me"]>["benefits"]>[number];

const GROUPS: readonly { name: "ready" | "coming" | "locked" | "over"; states: readonly BenefitStatus[] }[] = [
  { name: "ready", states: ["AVAILABLE"] },
  { name: "coming", states: ["NOT_OPEN"] },
  { name: "locked", states: ["NOT_ELIGIBLE", "UNKNOWN"] },
  { name: "over", states: ["QUOTA_USED", "OUT_OF_STOCK", "CLOSED"] },
];

export function BenefitCentre() {
  const [{ data, error }, reread] = useQuery({ query: CENTRE });
  const words = useWords();
  const benefits = data?.me?.benefits;
  const news = useNews(benefits);
  if (error && !benefits) return <Trouble error={error} again={() => reread({ requestPolicy: "network-only" })} />;
  if (!benefits) return <Waiting />;
  const groups = GROUPS.map(({ name, states }) => ({ name, owned: benefits.filter(({ status }) => states.includes(status)) }));
  return (
    <Page title={words.pages.benefits} text={words.benefits.text(groups[0]?.owned.length ?? 0)}>
      {benefits.length === 0 && <p className="card quiet">{words.benefits.none}</p>}
      {groups.map(({ name, owned }) =>
        owned.length === 0 ? null : (
          <Section key={name} title={words.benefits[name]} id={name} aside={<span className="count">{owned.length}</span>}>
            <ul className="offers">
              {owned.map((one) => (
                <BenefitCard key={one.id} owned={one} isNew={news.has(one.id)} />
              ))}
            </ul>
          </Section>
        ),
      )}
    </Page>
  );
}

/** Mark what is shown as seen, and keep for this visit what was news at its beginning. */
function useNews(benefits: readonly Owned[] | null | undefined): ReadonlySet<string> {
  const [, mark] = useMutation(SEEN);
  const news = useRef(new Set<string>());
  const unseen = benefits?.filter((one) => one.unseen && !news.current.has(one.id)) ?? [];
  for (const { id } of unseen) news.current.add(id);
  const codes = unseen.map(({ benefit }) => benefit.code).join(" ");
  useEffect(() => {
    if (codes) void mark({ benefits: codes.split(" ") });
  }, [codes, mark]);
  return news.current;
}
