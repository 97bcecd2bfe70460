/** Measured values in words: in the unit that fits, with interval and number of cases. Pure. */
import { t } from "../texts.ts";
import { count } from "../time.ts";

export type Unit = "share" | "seconds" | "stars" | "dollars" | "count";

/** A value with its 95 % interval, from `n` cases; null where undefined. */
export interface Figure {
  value: number | null;
  n: number;
  low: number | null;
  high: number | null;
}

/** A value with fewer cases is shown as one of few. */
export const FEW = 30;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How values of about this size are written: divided by `by`, with these digits, between words. */
interface Scale {
  by: number;
  digits: number;
  before: string;
  after: string;
}

/** The scale of a value; a `difference` of shares is in points. */
export function scaleOf(unit: Unit, size: number, isDifference = false): Scale {
  const value = Math.abs(size);
  switch (unit) {
    case "share": {
      const digits = value > 0 && value < 0.0995 ? 1 : 0;
      return { by: 0.01, digits, before: "", after: isDifference ? t.charts.points : "\u00a0%" };
    }
    case "seconds":
      if (value < 1.5 * MINUTE) return { by: 1, digits: 0, before: "", after: "\u00a0s" };
      if (value < 1.5 * HOUR) return { by: MINUTE, digits: 0, before: "", after: "\u00a0min" };
      if (value < 2 * DAY) return { by: HOUR, digits: 1, before: "", after: "\u00a0h" };
      return { by: DAY, digits: 1, before: "", after: t.charts.days };
    case "stars":
      return { by: 1, digits: isDifference ? 2 : 1, before: "", after: "" };
    case "dollars":
      return { by: 1, digits: value > 0 && value < 0.1 ? 4 : 2, before: "$", after: "" };
    case "count":
      return { by: 1, digits: 0, before: "", after: "" };
  }
}

/** A value in its unit: "64 %", "3.2 h", "4.2", "$0.0123". */
export function written(value: number, unit: Unit): string {
  const scale = scaleOf(unit, value);
  return scale.before + digits(value, scale) + scale.after;
}

/** A value on an axis: "20 h", not "20.0 h"; a round time in its own unit, "1 day". */
export function tick(value: number, unit: Unit): string {
  const sign = value < 0 ? "−" : "";
  const size = Math.abs(value);
  if (unit === "seconds" && size > 0 && size % DAY === 0) return sign + t.charts.day(size / DAY);
  if (unit === "seconds" && size > 0 && size % HOUR === 0)
    return `${sign}${count(size / HOUR)}\u00a0h`;
  if (unit === "seconds" && size > 0 && size % MINUTE === 0)
    return `${sign}${count(size / MINUTE)}\u00a0min`;
  return sign + written(size, unit).replace(/\.0+(?!\d)/, "");
}

/** A difference, with its sign: "+5 points", "−1.2 h". */
export function difference(value: number, unit: Unit): string {
  const scale = scaleOf(unit, value, true);
  const size = digits(Math.abs(value), scale);
  const sign = Number(size.replaceAll(",", "")) === 0 ? "" : value < 0 ? "−" : "+";
  return sign + scale.before + size + scale.after;
}

/** The interval in the unit of the value: "61–67"; empty without one, or where it is exact. */
export function interval({ value, low, high }: Figure, unit: Unit, isDifference = false): string {
  if (value === null || low === null || low === high) return "";
  const scale = scaleOf(unit, value, isDifference);
  const bound = (of: number) => `${of < 0 ? "−" : ""}${digits(Math.abs(of), scale)}`;
  if (high === null) return t.charts.orMore(bound(low));
  return low < 0 ? t.charts.to(bound(low), bound(high)) : `${bound(low)}–${bound(high)}`;
}

/** Whether the value comes from few cases; what is counted is exact from any number. */
export const isOfFew = ({ n }: Figure, unit: Unit): boolean => unit !== "count" && n < FEW;

/** The value with its interval, and n: "64 % (61–67), n 120, few cases". */
export function told(figure: Figure, unit: Unit, isDifference = false): string {
  if (figure.value === null) return missing(figure);
  const bounds = interval(figure, unit, isDifference);
  const value = isDifference ? difference(figure.value, unit) : written(figure.value, unit);
  const parts = [bounds ? `${value} (${bounds})` : value];
  if (unit !== "count") parts.push(t.charts.n(figure.n));
  if (isOfFew(figure, unit)) parts.push(t.charts.few);
  return parts.join(", ");
}

/** Why there is no value. */
export const missing = ({ n }: Figure): string =>
  n < FEW ? t.charts.notYet(n, FEW) : t.charts.tooOpen;

/** Where a value should be: "60–80 %", "at most 2 h". */
export function band(
  { low, high }: { low: number | null; high: number | null },
  unit: Unit,
): string {
  if (low !== null && high !== null) {
    const scale = scaleOf(unit, high);
    return `${scale.before}${digits(low, scale)}–${digits(high, scale)}${scale.after}`;
  }
  if (high !== null) return t.charts.atMost(written(high, unit));
  return low === null ? "" : t.charts.atLeast(written(low, unit));
}

/** How a figure differs from another of other cases; clear if chance alone hardly explains it. */
export interface Change {
  by: number;
  low: number;
  high: number;
  isClear: boolean;
}

/**
 * The change from one figure to a later one, with the interval that theirs give (MOVER, Zou and
 * Donner 2008: what the server does for the groups); null where either has too few cases.
 */
export function changeOf(now: Figure, before: Figure): Change | null {
  if (now.value === null || before.value === null || now.n < FEW || before.n < FEW) return null;
  if (now.low === null || now.high === null || before.low === null || before.high === null)
    return null;
  const by = now.value - before.value;
  const low = by - Math.hypot(now.value - now.low, before.high - before.value);
  const high = by + Math.hypot(now.high - now.value, before.value - before.low);
  return { by, low, high, isClear: low > 0 || high < 0 };
}

function digits(value: number, { by, digits }: Scale): string {
  const size = value / by;
  return digits === 0 ? count(Math.round(size)) : size.toFixed(digits);
}
