import { Link } from "react-router";
import { useQuery } from "urql";

import { graphql } from "../graphql";
import type { CheckInsFragment, HoldingFragment } from "../graphql/graphql";
import { Figure } from "../parts/figure";
import { Icon } from "../parts/icons";
import { Page, Section, Why } from "../parts/page";
import { Trouble, Waiting } from "../parts/states";
import { TierCard } from "../parts/tier-card";
import { daysBetween, shiftedBy, useShop } from "../shop";
import { useWords } from "../words";
import { checkInDays } from "./checkin";

const HOME = graphql(/* GraphQL */ `
  query Home {
    me {
      id
      ...TierCard
      ...Tags
      ...CheckIns
      assets { id ...Holding }
    }
  }
`);
const SOON_DAYS = 7;

export function Home() {
  const [{ data, error }, reread] = useQuery({ query: HOME });
  const { home } = useWords();
  const me = data?.me;
  if (error && !me) return <Trouble error={error} again={() => reread({ requestPolicy: "network-only" })} />;
  if (!me) return <Waiting />;
  const assets = me.assets ?? [];
  const points = assets.find(({ kind }) => kind.code === "points") ?? assets[0];
  const others = assets.filter((asset) => asset !== points);
  return (
    <Page title={me.name ? home.hello(me.name) : home.stranger}>
      <div className="columns">
        <div>
          <TierCard member={me} />
          <CheckInLink member={me} />
          <Shortcuts />
        </div>
        <div>
          {points && <Points asset={points} />}
          <Section title={home.balances} id="balances">
            <ul className="tiles">
              {others.map((asset) => (
                <Tile key={asset.id} asset={asset} />
              ))}
            </ul>
          </Section>
          <Section title={home.tags} id="tags">
            <ul className="chips">
              {me.tags?.map(({ id, tag }) => (
                <li key={id}>
                  <Link to={`/why/tag/${tag.code}`}>{tag.name}</Link>
                </li>
              ))}
            </ul>
          </Section>
        </div>
      </div>
    </Page>
  );
}

/** The way to pages that have no tab on a phone. */
function Shortcuts() {
  const { home, pages } = useWords();
  return (
    <nav className="shortcuts" aria-label={home.more}>
      <Link to="/tiers" className="card row">
        <Icon name="ladder" size={20} />
        {pages.ladder}
      </Link>
      <Link to="/statement" className="card row">
        <Icon name="statement" size={20} />
        {pages.statement}
      </Link>
    </nav>
  );
}

function CheckInLink({ member }: { member: CheckInsFragment }) {
  const { checkin } = useWords();
  const { today, dayOf } = useShop();
  const isDone = checkInDays(member, dayOf).has(today);
  return (
    <Link to="/check-in" className="card row">
      <span className="round">
        <Icon name={isDone ? "check" : "checkin"} />
      </span>
      <span>
        <span className="strong">{isDone ? checkin.today : checkin.title}</span>
        <span className="quiet small">{checkin.streak(Number(member.streak ?? 0))}</span>
      </span>
      <Icon name="next" size={20} />
    </Link>
  );
}

function Points({ asset }: { asset: HoldingFragment }) {
  const { home } = useWords();
  const shop = useShop();
  return (
    <section className="card points" aria-labelledby="points">
      <div className="section-head">
        <h2 id="points">{asset.kind.name}</h2>
        <Why to={`asset/${asset.kind.code}`} about={asset.kind.name} />
      </div>
      <p className="big">
        <Link to={`/statement/${asset.kind.code}`} className="plain">
          <Figure value={shop.amount(asset.available, asset.kind)} name={asset.kind.code} />
        </Link>
        {asset.worth && <span className="quiet">{home.worth(shop.money(asset.worth))}</span>}
      </p>
      {asset.pending !== "0" && <p className="quiet small">{home.pending(shop.amount(asset.pending, asset.kind))}</p>}
      {!!asset.expiring?.length && (
        <>
          <h3>{home.expiring}</h3>
          <ul className="expiring">
            {asset.expiring.map(({ on, amount }) => {
              // what expires on a day is gone when that day begins
              const last = shiftedBy(on, -1);
              const days = daysBetween(shop.today, last);
              return (
                <li key={on} className={days <= SOON_DAYS ? "soon" : undefined}>
                  <span className="strong">{shop.amount(amount, asset.kind)}</span>
                  <span>
                    {home.useBy(shop.day(last))}
                    <span className="small left">{days < 1 ? home.today : home.days(days)}</span>
                  </span>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </section>
  );
}

function Tile({ asset }: { asset: HoldingFragment }) {
  const shop = useShop();
  return (
    <li>
      <Link to={`/statement/${asset.kind.code}`} className="tile">
        <span className="small quiet">{asset.kind.name}</span>
        <Figure value={shop.amount(asset.available, asset.kind)} name={asset.kind.code} />
      </Link>
    </li>
  );
}
