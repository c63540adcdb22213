/** With what an order may be paid, and what limits it. */
import { useBasket } from "../basket";
import { isZero } from "../exact";
import type { PriceInput, QuotedFragment } from "../graphql/graphql";
import { useShop } from "../shop";
import { useWords } from "../words";
import { Section } from "./page";

export function PayChoice({ options, tenders }: { options: QuotedFragment["payWith"]; tenders: readonly PriceInput[] }) {
  const { checkout: words } = useWords();
  const { paying, pay } = useBasket();
  const shop = useShop();
  return (
    <Section title={words.pay} id="pay">
      <ul className="card choices">
        {options.length === 0 && <li className="quiet">{words.nothingToPayWith}</li>}
        {options.map(({ kind, most, worth, why }) => {
          const isChosen = paying.includes(kind.code);
          const amount = String(tenders.find((one) => one.kind === kind.code)?.amount ?? most);
          return (
            <li key={kind.id}>
              <label className="choice">
                <input
                  type="checkbox"
                  checked={isChosen}
                  disabled={isZero(most) && !isChosen}
                  onChange={() => pay(isChosen ? paying.filter((code) => code !== kind.code) : [...paying, kind.code])}
                />
                <span>
                  <span className="block strong">{shop.holding(amount, kind)}</span>
                  <span className="quiet small block sentence">{why}</span>
                </span>
                {worth && !kind.money && <span className="saves">{words.worth(shop.money(worth))}</span>}
              </label>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
