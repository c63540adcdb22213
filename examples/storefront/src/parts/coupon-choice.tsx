/** The coupons for an order: what each saves, which go best together, and why the others do not fit. */
import { useBasket } from "../basket";
import { isZero } from "../exact";
import type { QuotedFragment } from "../graphql/graphql";
import { useShop } from "../shop";
import { useWords } from "../words";
import { Section } from "./page";

type Option = QuotedFragment["coupons"][number];

export function CouponChoice({ options, used }: { options: readonly Option[]; used: readonly string[] }) {
  const { checkout: words } = useWords();
  const { coupons, choose } = useBasket();
  const fitting = options.filter(({ usable }) => usable);
  const others = options.filter(({ usable }) => !usable);
  const chosen = new Set(coupons ?? used);
  const badge = coupons ? (
    <button type="button" className="link" onClick={() => choose(null)}>
      {words.chooseBest}
    </button>
  ) : (
    used.length > 0 && <span className="chip available">{words.best}</span>
  );

  function toggle(code: string) {
    choose(chosen.has(code) ? [...chosen].filter((one) => one !== code) : [...chosen, code]);
  }

  return (
    <Section title={words.coupons} id="coupons" aside={badge}>
      <div className="card choices">
        {fitting.length === 0 && <p className="quiet">{words.noCoupons}</p>}
        <ul>
          {fitting.map((option) => (
            <Row key={option.coupon.id} option={option} isChosen={chosen.has(option.coupon.code)} toggle={toggle} />
          ))}
        </ul>
        {others.length > 0 && (
          <details>
            <summary>{words.others(others.length)}</summary>
            <ul>
              {others.map(({ coupon, why }) => (
                <li key={coupon.id} className="choice">
                  <span>
                    <span className="block">{coupon.kind.name}</span>
                    <span className="quiet small block sentence">{why}</span>
                  </span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Section>
  );
}

function Row({ option: { coupon, saves, why }, isChosen, toggle }: { option: Option; isChosen: boolean; toggle: (code: string) => void }) {
  const { checkout: words } = useWords();
  const shop = useShop();
  return (
    <li>
      <label className="choice">
        <input type="checkbox" checked={isChosen} onChange={() => toggle(coupon.code)} />
        <span>
          <span className="block strong">{coupon.kind.name}</span>
          <span className="quiet small block sentence">{why}</span>
        </span>
        {saves && !isZero(saves) && <span className="saves">{words.saves(shop.money(saves))}</span>}
      </label>
    </li>
  );
}
