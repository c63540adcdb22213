/** The basket, the choices made for it and the order that it has become. It lives as long as the page is open. */
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

import { isZero, lesser, negative, sumOf, timesOf } from "./exact";
import { type Article, DELIVERY, FIRST, shelfOf } from "./goods";
import type { OrderInput, PriceInput } from "./graphql/graphql";
import { useShop } from "./shop";

/** What is kept for an order until it is paid. */
export interface Placed {
  left: string;
  delivery: string;
  until: string | null;
  kept: readonly string[];
}

interface Basket {
  shelf: readonly Article[];
  counts: Readonly<Record<string, number>>;
  put: (sku: string, count: number) => void;
  /** The number under which it is held and paid. A shop makes it on its server. */
  number: string;
  order: OrderInput;
  /** The codes that the member has chosen; null: the best combination. */
  coupons: string[] | null;
  choose: (coupons: string[] | null) => void;
  /** The kinds that the member wants to pay with. */
  paying: readonly string[];
  pay: (kinds: readonly string[]) => void;
  placed: Placed | null;
  place: (placed: Placed | null) => void;
  renew: () => void;
}

const Context = createContext<Basket | null>(null);

export function Baskets({ children }: { children: ReactNode }) {
  const { currency } = useShop();
  const shelf = useMemo(() => shelfOf(currency), [currency]);
  const [counts, setCounts] = useState<Record<string, number>>(FIRST);
  const [number, setNumber] = useState(newNumber);
  const [coupons, choose] = useState<string[] | null>(null);
  const [paying, pay] = useState<readonly string[]>([]);
  const [placed, place] = useState<Placed | null>(null);
  const order = useMemo(() => orderOf(number, shelf, counts, currency), [number, shelf, counts, currency]);

  function put(sku: string, count: number) {
    setCounts((before) => ({ ...before, [sku]: Math.min(99, Math.max(0, count)) }));
  }

  function renew() {
    setCounts({});
    setNumber(newNumber());
    choose(null);
    pay([]);
    place(null);
  }

  return <Context.Provider value={{ shelf, counts, put, number, order, coupons, choose, paying, pay, placed, place, renew }}>{children}</Context.Provider>;
}

export function useBasket(): Basket {
  const basket = useContext(Context);
  if (!basket) throw new Error("there is no basket");
  return basket;
}

const newNumber = (): string => `W-${crypto.randomUUID().slice(0, 8).toUpperCase()}`;

function orderOf(number: string, shelf: readonly Article[], counts: Readonly<Record<string, number>>, currency: string): OrderInput {
  const items = shelf.flatMap(({ sku, category, price }) => {
    const count = counts[sku] ?? 0;
    return count ? [{ sku, category, quantity: String(count), amount: timesOf(price, count) }] : [];
  });
  return { orderId: number, items, total: sumOf("0", ...items.map(({ amount }) => amount)), delivery: DELIVERY[currency] ?? "4.90", channel: "web" };
}

interface Payable {
  total: string;
  payWith: readonly { kind: { code: string; money: boolean }; most: string; worth?: string | null }[];
}

/** What is to be paid with: as much of each chosen kind as may be used, stored money only for what the others leave. */
export function tendersOf(paying: readonly string[], { total, payWith }: Payable): PriceInput[] {
  const chosen = payWith.filter(({ kind, most }) => paying.includes(kind.code) && !isZero(most));
  const worth = chosen.filter(({ kind }) => !kind.money).map(({ worth }) => negative(worth ?? "0"));
  const rest = sumOf(total, ...worth);
  return chosen.flatMap(({ kind, most }) => {
    const amount = kind.money ? lesser(most, rest) : most;
    return isZero(amount) || amount.startsWith("-") ? [] : [{ kind: kind.code, amount }];
  });
}
