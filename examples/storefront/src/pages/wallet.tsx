import { useQuery } from "urql";

import { graphql } from "../graphql";
import { Benefits } from "../parts/benefits";
import { Coupons } from "../parts/coupons";
import { Page, Section } from "../parts/page";
import { Trouble, Waiting } from "../parts/states";
import { TillCode } from "../parts/till-code";
import { useWords } from "../words";

const WALLET = graphql(/* GraphQL */ `
  query Wallet {
    me {
      id
      coupons(first: 50, orderBy: EXPIRES_FIRST) { edges { node { id ...Ticket } } }
      benefits { id ...Benefit }
    }
  }
`);

export function Wallet() {
  const [{ data, error }, reread] = useQuery({ query: WALLET });
  const { pages, wallet } = useWords();
  const me = data?.me;
  if (error && !me) return <Trouble error={error} again={() => reread({ requestPolicy: "network-only" })} />;
  if (!me) return <Waiting />;
  return (
    <Page title={pages.wallet}>
      <div className="columns">
        <div>
          <TillCode />
          <Section title={wallet.coupons} id="coupons">
            <Coupons coupons={me.coupons?.edges.map(({ node }) => node) ?? []} />
          </Section>
        </div>
        <Section title={wallet.benefits} id="benefits">
          <Benefits benefits={me.benefits ?? []} />
        </Section>
      </div>
    </Page>
  );
}
