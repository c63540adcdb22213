import { useEffect, useState } from "react";
import { Link, NavLink, useParams } from "react-router";
import { useQuery } from "urql";

import { graphql } from "../graphql";
import type { EntryType } from "../graphql/graphql";
import { Figure } from "../parts/figure";
import { useChanges } from "../parts/live";
import { Page } from "../parts/page";
import { Trouble, Waiting } from "../parts/states";
import { useShop } from "../shop";
import { useLanguage } from "../words";

const KINDS = graphql(/* GraphQL */ `
  query Kinds {
    me { id assets { id ...Holding } }
  }
`);
const STATEMENT = graphql(/* GraphQL */ `
  query Statement($kind: String!, $after: String) {
    me {
      id
      asset(kind: $kind) {
        id
        ...Holding
        entries(first: 20, after: $after) {
          edges { node { id type amount balanceAfter reason occurredAt event { id } } }
          pageInfo { hasNextPage endCursor }
          totalCount
        }
      }
    }
  }
`);

export function Statement() {
  const { kind = "points" } = useParams();
  const { words } = useLanguage();
  const [{ data }] = useQuery({ query: KINDS });
  return (
    <Page title={words.pages.statement}>
      <nav className="switch" aria-label={words.statement.kinds}>
        <ul>
          {data?.me?.assets?.map(({ id, kind: { code, name } }) => (
            <li key={id}>
              <NavLink to={`/statement/${code}`} className={code === kind ? "active" : undefined} aria-current={code === kind ? "page" : undefined}>
                {name}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <Movements key={kind} kind={kind} />
    </Page>
  );
}

function Movements({ kind }: { kind: string }) {
  const words = useLanguage().words.statement;
  const { locale } = useLanguage();
  const shop = useShop();
  const changes = useChanges();
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error, fetching }, reread] = useQuery({ query: STATEMENT, variables: { kind, after } });
  // a cursor of an older list is of no use after a change
  useEffect(() => setAfter(null), [changes]);
  const asset = data?.me?.asset;
  if (error && !asset) return <Trouble error={error} again={() => reread({ requestPolicy: "network-only" })} />;
  if (!asset) return <Waiting />;
  const { edges = [], pageInfo, totalCount } = asset.entries ?? {};
  return (
    <>
      <p className="balance">
        <span className="quiet small">{words.balance}</span>
        <Figure value={shop.amount(asset.available, asset.kind)} name="statement" />
        <span className="quiet small">{words.count(new Intl.NumberFormat(locale).format(totalCount ?? 0))}</span>
      </p>
      {edges.length === 0 ? (
        <p className="card quiet">{words.none}</p>
      ) : (
        <ol className="entries card">
          {edges.map(({ node }) => (
            <li key={node.id}>
              <span className={`entry-type ${node.type.toLowerCase()}`}>{words.types[node.type as EntryType] ?? node.type}</span>
              <span className="entry-what">
                {node.event ? (
                  <Link to={`/why/event/${node.event.id}`} aria-label={words.why(node.reason)}>
                    {node.reason}
                  </Link>
                ) : (
                  node.reason
                )}
                <span className="quiet small">{shop.moment(node.occurredAt)}</span>
              </span>
              <span className="entry-amount">
                <span className={node.amount.startsWith("-") ? "less" : "more"}>
                  {node.amount.startsWith("-") ? "" : "+"}
                  {shop.amount(node.amount, asset.kind)}
                </span>
                <span className="quiet small">{words.after(shop.amount(node.balanceAfter, asset.kind))}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
      {pageInfo?.hasNextPage && (
        <button type="button" className="button second wide" disabled={fetching} onClick={() => setAfter(pageInfo.endCursor ?? null)}>
          {words.more}
        </button>
      )}
    </>
  );
}
