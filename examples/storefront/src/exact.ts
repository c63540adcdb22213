/** Sums of `Decimal`: exact, on whole numbers of the smallest unit, never on floating-point numbers. */

/** Add decimals up; the sum has as many decimals as the longest of them. */
export function sumOf(...values: readonly string[]): string {
  const places = Math.max(0, ...values.map((value) => fraction(value).length));
  return written(values.reduce((total, value) => total + units(value, places), 0n), places);
}

export function timesOf(value: string, count: number): string {
  const places = fraction(value).length;
  return written(units(value, places) * BigInt(count), places);
}

export const negative = (value: string): string => (isZero(value) ? value : value.startsWith("-") ? value.slice(1) : `-${value}`);

export const lesser = (one: string, other: string): string => (sumOf(one, negative(other)).startsWith("-") ? one : other);

export const isZero = (value: string): boolean => /^-?[0.]*$/.test(value);

const fraction = (value: string): string => value.split(".")[1] ?? "";

function units(value: string, places: number): bigint {
  return BigInt(value.replace(".", "").padEnd(value.replace(".", "").length + places - fraction(value).length, "0"));
}

function written(total: bigint, places: number): string {
  const digits = (total < 0n ? -total : total).toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  return `${total < 0n ? "-" : ""}${whole}${places ? `.${digits.slice(digits.length - places)}` : ""}`;
}
