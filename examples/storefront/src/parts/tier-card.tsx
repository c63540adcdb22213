/** The member's card: tier, the way to the next one, and what else is worn. */
import type { TierCardFragment } from "../graphql/graphql";
import { shiftedBy, useShop } from "../shop";
import { useWords } from "../words";
import { Bar } from "./bar";
import { colourOf, Emblem } from "./emblem";
import { Why } from "./page";

export function TierCard({ member }: { member: TierCardFragment }) {
  const { home } = useWords();
  const shop = useShop();
  const { tier, tierProgress: progress } = member;
  const others = (member.standings ?? []).filter(({ track, tier }) => tier && !track.default);
  return (
    <section className="tier-card" aria-labelledby="tier" style={{ backgroundColor: colourOf(tier?.rank ?? 0, tier?.attributes) }}>
      <div className="tier-head">
        <div>
          <p className="label">{home.tier}</p>
          <h2 id="tier" className="tier-name">
            {tier?.name ?? home.noTier}
          </h2>
        </div>
        <Emblem rank={tier?.rank ?? 0} size={64} />
      </div>
      {progress && (
        <div className="tier-way">
          <p className="way-head">
            <span>{progress.next ? home.toNext(progress.next.name) : home.top}</span>
            {progress.next && <span>{Math.floor(Number(progress.fraction) * 100)} %</span>}
          </p>
          {progress.next && <Bar fraction={progress.fraction} label={home.toNext(progress.next.name)} />}
          <p className="sentence">{progress.text}</p>
        </div>
      )}
      <div className="tier-foot">
        <p>
          {member.externalId && <span>{home.number(member.externalId)}</span>}
          {others.map(({ id, tier, until }) => (
            <span key={id}>{until ? home.until(tier?.name ?? "", shop.day(shiftedBy(shop.dayOf(until), -1))) : tier?.name}</span>
          ))}
          <span>{home.since(shop.day(shop.dayOf(member.joinedAt)))}</span>
        </p>
        <Why to="track/main" about={tier?.name ?? home.noTier} />
      </div>
    </section>
  );
}
