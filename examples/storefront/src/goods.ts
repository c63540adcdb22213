/** A small shelf of the demo's grocers. A shop has its goods and their prices from its own catalogue. */
import type { OrderItemInput } from "./graphql/graphql";
import type { Language } from "./words";

export interface Article {
  sku: string;
  category: string;
  price: string;
  name: Record<Language, string>;
}

interface Kept extends Omit<Article, "category" | "price"> {
  department: keyof (typeof DEPARTMENTS)["USD"];
  prices: Record<"USD" | "CNY", string>;
}

/** What the two shops of the demo call their departments. */
const DEPARTMENTS = {
  USD: { produce: "PRODUCE", grocery: "GROCERY", pastry: "PASTRY", deli: "DELI", floral: "FLORAL" },
  CNY: { produce: "蔬菜水果", grocery: "粮油副食", pastry: "面包烘焙", deli: "熟食", floral: "鲜花" },
};
const KEPT: readonly Kept[] = [
  { sku: "vegetable-box", department: "produce", prices: { USD: "18.50", CNY: "59.00" }, name: { en: "Vegetable box", zh: "时令蔬菜箱" } },
  { sku: "coffee-beans", department: "grocery", prices: { USD: "14.00", CNY: "68.00" }, name: { en: "Coffee beans, 500 g", zh: "咖啡豆 500克" } },
  { sku: "tulips", department: "floral", prices: { USD: "24.00", CNY: "49.00" }, name: { en: "Tulips", zh: "郁金香" } },
  { sku: "sourdough", department: "pastry", prices: { USD: "6.20", CNY: "22.00" }, name: { en: "Sourdough loaf", zh: "天然酵母面包" } },
  { sku: "olive-oil", department: "grocery", prices: { USD: "16.90", CNY: "89.00" }, name: { en: "Olive oil, 750 ml", zh: "特级初榨橄榄油 750毫升" } },
  { sku: "blueberries", department: "produce", prices: { USD: "5.40", CNY: "26.80" }, name: { en: "Blueberries", zh: "蓝莓" } },
  { sku: "cheese-plate", department: "deli", prices: { USD: "12.80", CNY: "76.00" }, name: { en: "Cheese plate", zh: "奶酪拼盘" } },
];
/** What is in a basket that was never touched: the demo has something to show at once. */
export const FIRST: Readonly<Record<string, number>> = { "vegetable-box": 2, "coffee-beans": 1, tulips: 1 };
export const DELIVERY: Readonly<Record<string, string>> = { USD: "4.90", CNY: "6.00" };

export function shelfOf(currency: string): readonly Article[] {
  const shop = currency === "CNY" ? "CNY" : "USD";
  return KEPT.map(({ sku, department, prices, name }) => ({ sku, name, category: DEPARTMENTS[shop][department], price: prices[shop] }));
}

/** One piece of each, whose prices a member asks. */
export const asItems = (shelf: readonly Article[]): OrderItemInput[] =>
  shelf.map(({ sku, category, price }) => ({ sku, category, quantity: "1", amount: price }));
