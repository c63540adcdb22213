import { Link } from "react-router";
import { useQuery } from "urql";

import { graphql } from "../graphql";
import type { LadderQuery } from "../graphql/graphql";
import { Bar } from "../parts/bar";
import { colourOf, Emblem } from "../parts/emblem";
import { Icon } from "../parts/icons";
import { Page, Section, Why } from "../parts/page";
import { Trouble, Waiting } from "../parts/states";
import { useWords } from "../words";

const LADDER = graphql(/* GraphQL */ `
  query Ladder {
    tierTracks { id code name tiers { id code name rank attributes conditionText benefits { id code name } } }
    me { id standings { id tier { id code rank } track { id code } } }
  }
`);
const GOAL = graphql(/* GraphQL */ `
  query Goal($track: String!, $tier: String!) {
    me { id tierProgress(track: $track, tier: $tier) { fraction toNext { text } } }
  }
`);

type Track = NonNullable<LadderQuery["tierTracks"]>[number];

export function Ladder() {
  const [{ data, error }, reread] = useQuery({ query: LADDER });
  const words = useWords();
  if (error && !data) return <Trouble error={error} again={() => reread({ requestPolicy: "network-only" })} />;
  if (!data?.tierTracks) return <Waiting />;
  const held = new Map(data.me?.standings?.map(({ track, tier }) => [track.code, tier]));
  return (
    <Page title={words.pages.ladder} text={words.ladder.text}>
      {data.tierTracks.map((track) => (
        <Section key={track.id} id={`track-${track.code}`} title={track.name} aside={<Why to={`track/${track.code}`} about={track.name} />}>
          <Steps track={track} rank={held.get(track.code)?.rank ?? 0} />
        </Section>
      ))}
    </Page>
  );
}

function Steps({ track, rank }: { track: Track; rank: number }) {
  const words = useWords().ladder;
  return (
    <ol className="ladder">
      {[...track.tiers].reverse().map((tier) => (
        <li key={tier.id} className={tier.rank === rank ? "card here" : "card"} aria-current={tier.rank === rank ? "step" : undefined}>
          <span className="step-emblem" style={{ backgroundColor: colourOf(tier.rank, tier.attributes) }}>
            <Emblem rank={tier.rank} />
          </span>
          <div className="step">
            <h3>
              {tier.name}
              {tier.rank === rank && <span className="chip here">{words.here}</span>}
              {tier.rank < rank && <span className="chip">{words.reached}</span>}
            </h3>
            {tier.conditionText && <p className="sentence">{tier.conditionText}</p>}
            {tier.conditionText && tier.rank > rank && <Goal track={track.code} tier={tier.code} name={tier.name} />}
            {!!tier.benefits?.length && (
              <p className="opens">
                <Icon name="gift" size={18} />
                <span className="hidden">{words.opens}: </span>
                {tier.benefits.map(({ id, code, name }) => (
                  <Link key={id} to={`/why/benefit/${code}`}>
                    {name}
                  </Link>
                ))}
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** How far the member has come to a tier. */
function Goal({ track, tier, name }: { track: string; tier: string; name: string }) {
  const [{ data }] = useQuery({ query: GOAL, variables: { track, tier } });
  const { ladder } = useWords();
  const progress = data?.me?.tierProgress;
  if (!progress?.toNext) return null;
  return (
    <>
      <Bar fraction={progress.fraction} label={ladder.way(name)} />
      <p className="quiet small sentence">{progress.toNext.text}</p>
    </>
  );
}
