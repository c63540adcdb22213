/** The basket with the member's prices next to the plain ones, and the shelf from which it is filled. */
import { useBasket } from "../basket";
import { timesOf } from "../exact";
import type { Article } from "../goods";
import type { ItsPriceFragment } from "../graphql/graphql";
import { useShop } from "../shop";
import { useLanguage } from "../words";
import { Icon } from "./icons";

export function BasketLines({ prices }: { prices: readonly ItsPriceFragment[] }) {
  const { shelf, counts } = useBasket();
  const { checkout: words } = useLanguage().words;
  const lines = shelf.filter(({ sku }) => counts[sku]);
  if (lines.length === 0) return <p className="card quiet">{words.empty}</p>;
  return (
    <ul className="entries card">
      {lines.map((article) => (
        <Line key={article.sku} article={article} price={prices.find(({ sku }) => sku === article.sku)} />
      ))}
    </ul>
  );
}

function Line({ article, price }: { article: Article; price: ItsPriceFragment | undefined }) {
  const { counts, put } = useBasket();
  const { words, language } = useLanguage();
  const name = article.name[language];
  const count = counts[article.sku] ?? 0;
  const list = price?.list ?? timesOf(article.price, count);
  return (
    <li>
      <div className="entry-what">
        <p className="strong">{name}</p>
        {price?.benefit && <p className="offer-name small">{price.benefit.name}</p>}
        <p className="stepper">
          <button type="button" className="step-button" aria-label={words.checkout.less(name)} onClick={() => put(article.sku, count - 1)}>
            <Icon name="minus" size={16} />
          </button>
          <span aria-live="polite">
            <span aria-hidden="true">{count}</span>
            <span className="hidden">
              {name}: {words.checkout.pieces(count)}
            </span>
          </span>
          <button type="button" className="step-button" aria-label={words.checkout.more(name)} onClick={() => put(article.sku, count + 1)}>
            <Icon name="plus" size={16} />
          </button>
        </p>
      </div>
      <Prices list={list} price={price?.price ?? list} />
    </li>
  );
}

/** The member's price, and the plain one if it is higher. */
function Prices({ list, price }: { list: string; price: string }) {
  const { checkout } = useLanguage().words;
  const shop = useShop();
  return (
    <p className="prices">
      {list !== price && (
        <s className="quiet small">
          <span className="hidden">{checkout.plain}: </span>
          {shop.money(list)}
        </s>
      )}
      <span className={list === price ? undefined : "less-price"}>
        {list !== price && <span className="hidden">{checkout.yours}: </span>}
        {shop.money(price)}
      </span>
    </p>
  );
}

export function Shelf({ prices }: { prices: readonly ItsPriceFragment[] }) {
  const { shelf, counts, put } = useBasket();
  const { words, language } = useLanguage();
  const rest = shelf.filter(({ sku }) => !counts[sku]);
  if (rest.length === 0) return null;
  return (
    <ul className="shelf">
      {rest.map(({ sku, name, price }) => {
        const own = prices.find((one) => one.sku === sku);
        return (
          <li key={sku} className="card">
            <p className="strong">{name[language]}</p>
            <Prices list={own?.list ?? price} price={own?.price ?? price} />
            <button type="button" className="step-button add" aria-label={words.checkout.add(name[language])} onClick={() => put(sku, 1)}>
              <Icon name="plus" size={18} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
