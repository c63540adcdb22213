import { useMutation, useQuery } from "urql";

import { graphql } from "../graphql";
import type { CheckInsFragment } from "../graphql/graphql";
import { Icon } from "../parts/icons";
import { Page } from "../parts/page";
import { Problem } from "../parts/problem";
import { Trouble, Waiting } from "../parts/states";
import { shiftedBy, useShop } from "../shop";
import { useWords } from "../words";

const CHECKINS = graphql(/* GraphQL */ `
  query CheckInPage {
    me { id ...CheckIns }
  }
`);
const CHECK_IN = graphql(/* GraphQL */ `
  mutation CheckIn($day: String!) {
    eventsRecord(input: { events: [{ type: "checkin", externalId: $day, data: {} }] }) {
      results {
        status
        event { id }
        member { id ...TierCard assets { id ...Holding } }
        changes { kind code text }
        userErrors { code message }
      }
      userErrors { code message }
    }
  }
`);

/** The days of the shop's calendar on which the member checked in. */
export function checkInDays({ checkIns }: CheckInsFragment, dayOf: (instant: string) => string): Set<string> {
  const counted = checkIns?.edges.filter(({ node }) => node.state === "RECORDED") ?? [];
  return new Set(counted.map(({ node }) => dayOf(node.occurredAt)));
}

export function CheckIn() {
  const words = useWords().checkin;
  const shop = useShop();
  const { today, weekday, day: written } = shop;
  const [{ data, error }, reread] = useQuery({ query: CHECKINS });
  const [{ data: done, fetching, error: failed }, checkIn] = useMutation(CHECK_IN);
  const me = data?.me;
  if (error && !me) return <Trouble error={error} again={() => reread({ requestPolicy: "network-only" })} />;
  if (!me) return <Waiting />;
  const days = checkInDays(me, shop.dayOf);
  const isDone = days.has(today);
  const result = done?.eventsRecord?.results[0];
  const problems = [...(done?.eventsRecord?.userErrors ?? []), ...(result?.userErrors ?? [])];
  return (
    <Page title={words.title} text={words.text}>
      <section className="card checkin" aria-labelledby="week">
        <h2 id="week">{words.week}</h2>
        <ol className="week">
          {[6, 5, 4, 3, 2, 1, 0].map((ago) => {
            const day = shiftedBy(today, -ago);
            const state = days.has(day) ? "done" : ago ? "missed" : "open";
            return (
              <li key={day} className={state}>
                <span aria-hidden="true">{weekday(day)}</span>
                <span className="mark">{days.has(day) && <Icon name="check" size={18} />}</span>
                <span className="hidden">
                  {written(day)}: {words[state]}
                </span>
              </li>
            );
          })}
        </ol>
        <p className="strong center">{words.streak(Number(me.streak ?? 0))}</p>
        {/* the key is that of the day: pressed twice, it counts once */}
        <button type="button" className="button wide" disabled={isDone || fetching} onClick={() => void checkIn({ day: today })}>
          {isDone ? words.today : words.go}
        </button>
        <div role="status">
          {!!result?.changes?.length && (
            <div className="earned">
              <p className="label">{words.earned}</p>
              <ul>
                {result.changes.map(({ text }) => (
                  <li key={text} className="sentence">{text}</li>
                ))}
              </ul>
            </div>
          )}
        </div>
        <Problem of={{ userErrors: problems }} error={failed} />
      </section>
    </Page>
  );
}
