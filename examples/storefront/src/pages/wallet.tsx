import { NavLink, useParams } from "react-router";
import { useQuery } from "urql";

import { graphql } from "../graphql";
import { Cards } from "../parts/cards";
import { Coupons } from "../parts/coupons";
import { Page, Section } from "../parts/page";
import { Trouble, Waiting } from "../parts/states";
import { TillCode } from "../parts/till-code";
import { useWords } from "../words";

const WALLET = graphql(/* GraphQL */ `
  query Wallet {
    me {
      id
      usable: coupons(states: [USABLE, HELD], orderBy: EXPIRES_FIRST, first: 50) { edges { node { id ...Ticket } } totalCount }
      cards { id ...HeldCard }
      past: coupons(states: [USED, EXPIRED, REVOKED], orderBy: NEWEST, first: 20) { edges { node { id ...Ticket } } totalCount }
    }
  }
`);
const TABS = { usable: "/wallet", past: "/wallet/past" } as const;

export function Wallet() {
  const { tab } = useParams();
  const [{ data, error }, reread] = useQuery({ query: WALLET });
  const { pages, wallet, cards } = useWords();
  const me = data?.me;
  if (error && !me) return <Trouble error={error} again={() => reread({ requestPolicy: "network-only" })} />;
  if (!me) return <Waiting />;
  const shown = tab === "past" ? "past" : "usable";
  return (
    <Page title={pages.wallet}>
      <div className="columns wallet">
        <div>
          <TillCode />
        </div>
        <Section title={wallet.coupons} id="coupons">
          <nav className="switch" aria-label={wallet.kinds}>
            <ul>
              {(["usable", "past"] as const).map((name) => (
                <li key={name}>
                  <NavLink to={TABS[name]} end className={name === shown ? "active" : undefined}>
                    {wallet[name]} <span className="count">{me[name]?.totalCount ?? 0}</span>
                  </NavLink>
                </li>
              ))}
            </ul>
          </nav>
          <Coupons coupons={me[shown]?.edges.map(({ node }) => node) ?? []} none={shown === "past" ? wallet.noPast : wallet.none} />
        </Section>
        <Section title={cards.title} id="cards">
          <Cards cards={me.cards ?? []} />
        </Section>
      </div>
    </Page>
  );
}
