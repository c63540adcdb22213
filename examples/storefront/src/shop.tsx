/** What is the same on every page: the shop, and how amounts and days are written. */
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useQuery } from "urql";

import { SHOP } from "./documents";
import type { MemberAct } from "./graphql/graphql";
import { Trouble, Waiting } from "./parts/states";
import { useLanguage } from "./words";

interface Kind {
  decimals: number;
  money: boolean;
}

interface Shop {
  name: string;
  currency: string;
  /** The shop's present, which in a sandbox is not ours. */
  now: string;
  today: string;
  may: readonly MemberAct[];
  money: (value: string) => string;
  /** The same without decimals that are zero, for what is short. */
  price: (value: string) => string;
  amount: (value: string, kind: Kind) => string;
  /** The same with the name of what it is, unless that is money. */
  named: (value: string, kind: Kind & { name: string }) => string;
  /** The same with the name of money, too. */
  holding: (value: string, kind: Kind & { name: string }) => string;
  /** A day of the shop's calendar, such as `Date` is. */
  day: (date: string) => string;
  /** The day of an instant in the shop's time zone. */
  dayOf: (instant: string) => string;
  moment: (instant: string) => string;
  weekday: (date: string) => string;
}

const Context = createContext<Shop | null>(null);

export function Shops({ children }: { children: ReactNode }) {
  const { locale } = useLanguage();
  const [{ data, error }, reread] = useQuery({ query: SHOP });
  const merchant = data?.merchant;
  const shop = useMemo(() => (merchant ? made(merchant, locale) : null), [merchant, locale]);
  if (error && !shop) return <Trouble error={error} again={() => reread({ requestPolicy: "network-only" })} />;
  return shop ? <Context.Provider value={shop}>{children}</Context.Provider> : <Waiting />;
}

export function useShop(): Shop {
  const shop = useContext(Context);
  if (!shop) throw new Error("there is no shop");
  return shop;
}

/** Days of the calendar between two dates. */
export function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);
}

export function shiftedBy(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

interface Merchant {
  name: string;
  currency: string;
  timeZone: string;
  now: string;
  memberMay: MemberAct[];
}

function made({ name, currency, timeZone, now, memberMay }: Merchant, locale: string): Shop {
  const money = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  const price = new Intl.NumberFormat(locale, {
    style: "currency", currency, currencyDisplay: "narrowSymbol", trailingZeroDisplay: "stripIfInteger",
  });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  const local = new Intl.DateTimeFormat("en-CA", { timeZone });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  const dayOf = (instant: string) => local.format(new Date(instant));
  const counted = (value: string, { decimals }: Kind) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: decimals }).format(exact(value));
  const space = locale.startsWith("zh") ? "" : " ";
  return {
    name,
    currency,
    now,
    today: dayOf(now),
    may: memberMay,
    money: (value) => money.format(exact(value)),
    price: (value) => price.format(exact(value)),
    amount: (value, kind) => (kind.money ? money.format(exact(value)) : counted(value, kind)),
    named: (value, kind) => (kind.money ? price.format(exact(value)) : `${counted(value, kind)}${space}${kind.name}`),
    holding: (value, kind) => (kind.money ? `${kind.name}${space}${money.format(exact(value))}` : `${counted(value, kind)}${space}${kind.name}`),
    day: (date) => day.format(new Date(date)),
    dayOf,
    moment: (instant) => moment.format(new Date(instant)),
    weekday: (date) => weekday.format(new Date(date)),
  };
}

/** A `Decimal` is formatted from its digits: it never becomes a floating-point number. */
function exact(value: string): Intl.StringNumericLiteral {
  return value as Intl.StringNumericLiteral;
}
