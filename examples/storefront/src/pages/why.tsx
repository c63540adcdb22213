import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { useQuery } from "urql";

import { graphql } from "../graphql";
import type { ExplainInput, WhyTopicsQuery } from "../graphql/graphql";
import { ClauseTree } from "../parts/clause-tree";
import { Page, Section } from "../parts/page";
import { Trouble, Waiting } from "../parts/states";
import { useShop } from "../shop";
import { useWords } from "../words";

const TOPICS = graphql(/* GraphQL */ `
  query WhyTopics {
    me {
      id
      ...Tags
      standings { id track { id code name } tier { id name } }
      assets { id ...Holding }
      benefits { id benefit { id code name } }
    }
  }
`);
const WHY = graphql(/* GraphQL */ `
  query Why($what: ExplainInput!, $at: DateTime) {
    me {
      id
      explain(what: $what, at: $at) {
        code
        text
        clause { ...Condition clauses { ...Condition clauses { ...Condition clauses { ...Condition } } } }
        event { id type occurredAt data }
      }
    }
  }
`);

type Me = NonNullable<WhyTopicsQuery["me"]>;

export function WhyPage() {
  const { what = "", code = "" } = useParams();
  const asked = askedFor(what, code);
  const words = useWords().why;
  const shop = useShop();
  const navigate = useNavigate();
  const [day, setDay] = useState("");
  const [{ data }] = useQuery({ query: TOPICS });
  const groups = data?.me ? groupsOf(data.me, words) : [];
  const topic = `${what}/${code}`;
  // benefits and single events are explained as they stand now
  const hasPast = ["track", "asset", "tag"].includes(what);

  function ask(about: string) {
    setDay("");
    void navigate(`/why/${about}`, { replace: true });
  }

  return (
    <Page title={words.title} text={words.text}>
      <div className="card ask">
        <p>
          <label htmlFor="about">{words.about}</label>
          <select id="about" value={topic} onChange={({ target }) => ask(target.value)}>
            {what === "event" && <option value={topic}>{words.event}</option>}
            {groups.map(({ name, topics }) => (
              <optgroup key={name} label={name}>
                {topics.map(({ path, label }) => (
                  <option key={path} value={path}>
                    {label}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </p>
        {hasPast && (
          <p>
            <label htmlFor="at">{words.at}</label>
            <span className="with-button">
              <input id="at" type="date" value={day} max={shop.today} onChange={({ target }) => setDay(target.value)} />
              {day && (
                <button type="button" className="link" onClick={() => setDay("")}>
                  {words.now}
                </button>
              )}
            </span>
          </p>
        )}
      </div>
      {asked && <Answer key={topic} what={asked} at={day ? `${day}T12:00:00Z` : null} />}
    </Page>
  );
}

function Answer({ what, at }: { what: ExplainInput; at: string | null }) {
  const words = useWords().why;
  const shop = useShop();
  const [{ data, error }, reread] = useQuery({ query: WHY, variables: { what, at } });
  const told = data?.me?.explain;
  if (error && !told) return <Trouble error={error} again={() => reread({ requestPolicy: "network-only" })} />;
  if (!told) return <Waiting />;
  const total = (told.event?.data as { total?: string } | null)?.total;
  return (
    <div aria-live="polite">
      <Section title={words.answer} id="answer">
        <ul className="card answer">
          {told.text.split(/;\s|；/).map((part) => (
            <li key={part} className="sentence">
              {part}
            </li>
          ))}
        </ul>
      </Section>
      {told.clause && (
        <Section title={words.condition} id="condition">
          <div className="card">
            <ClauseTree clause={told.clause} />
          </div>
        </Section>
      )}
      {told.event && (
        <Section title={words.cause} id="cause">
          <p className="card">
            <span className="strong">{total ? words.order(shop.money(total)) : (words.events[told.event.type] ?? words.otherEvent)}</span>
            <span className="quiet small block">{shop.moment(told.event.occurredAt)}</span>
          </p>
        </Section>
      )}
    </div>
  );
}

function askedFor(what: string, code: string): ExplainInput | null {
  switch (what) {
    case "track":
      return { track: code };
    case "asset":
      return { asset: code };
    case "tag":
      return { tag: code };
    case "benefit":
      return { benefit: code };
    case "event":
      return { event: code };
    default:
      return null;
  }
}

function groupsOf(me: Me, words: ReturnType<typeof useWords>["why"]) {
  const groups = [
    { name: words.tiers, topics: me.standings?.map(({ track, tier }) => ({ path: `track/${track.code}`, label: `${track.name}: ${tier?.name ?? "–"}` })) },
    { name: words.balances, topics: me.assets?.map(({ kind }) => ({ path: `asset/${kind.code}`, label: kind.name })) },
    { name: words.benefits, topics: me.benefits?.map(({ benefit }) => ({ path: `benefit/${benefit.code}`, label: benefit.name })) },
    { name: words.tags, topics: me.tags?.map(({ tag }) => ({ path: `tag/${tag.code}`, label: tag.name })) },
  ];
  return groups.flatMap(({ name, topics }) => (topics?.length ? [{ name, topics }] : []));
}
