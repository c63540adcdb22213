import { useQuery } from "urql";

import { graphql } from "../graphql";
import type { BenefitStatus } from "../graphql/graphql";
import { Page, Section } from "../parts/page";
import { Redemptions } from "../parts/redemptions";
import { RewardCard } from "../parts/reward-card";
import { Trouble, Waiting } from "../parts/states";
import { useShop } from "../shop";
import { useWords } from "../words";

const CATALOGUE = graphql(/* GraphQL */ `
  query RewardCatalogue {
    me {
      id
      assets { id available kind { id code name decimals money } }
      benefits(rewards: true) { id ...Reward uses(first: 5) { edges { node { id ...Redemption } } } }
    }
  }
`);

const isShut = ({ status }: { status: BenefitStatus }): boolean => status !== "AVAILABLE";

export function Rewards() {
  const [{ data, error }, reread] = useQuery({ query: CATALOGUE });
  const { pages, rewards: words } = useWords();
  const shop = useShop();
  const me = data?.me;
  if (error && !me) return <Trouble error={error} again={() => reread({ requestPolicy: "network-only" })} />;
  if (!me) return <Waiting />;
  // what can be redeemed comes first, the shop's own order holds for the rest
  const rewards = [...(me.benefits ?? [])].sort((one, other) => Number(isShut(one)) - Number(isShut(other)));
  const asked = new Set(rewards.flatMap(({ benefit }) => benefit.price?.map(({ kind }) => kind.code) ?? []));
  const held = me.assets?.filter(({ kind }) => asked.has(kind.code)).map(({ available, kind }) => shop.holding(available, kind)) ?? [];
  const uses = rewards.flatMap(({ benefit, uses }) => uses?.edges.map(({ node }) => ({ name: benefit.name, use: node })) ?? []);
  return (
    <Page title={pages.rewards} text={held.length ? words.text(held.join(" · ")) : undefined}>
      <div className="columns wide">
        <Section title={words.catalogue} id="catalogue">
          {rewards.length === 0 && <p className="card quiet">{words.none}</p>}
          <ul className="rewards">
            {rewards.map((one) => (
              <RewardCard key={one.id} owned={one} />
            ))}
          </ul>
        </Section>
        <Section title={words.mine} id="mine">
          <Redemptions uses={uses} />
        </Section>
      </div>
    </Page>
  );
}
