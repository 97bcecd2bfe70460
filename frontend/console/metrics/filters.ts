/** The filters of the metrics pages: as the address has them, and as the API asks for them. Pure. */
import type { By, Dimension, Path } from "../api.ts";

export const PERIODS = [7, 28, 90, 182] as const;
export const DEFAULT_DAYS = 28;
export const DAYS_MAX = 3 * 366;
export const DIMENSIONS = [
  "product",
  "category",
  "inbox",
  "team",
  "mode",
  "arm",
  "language",
  "segment",
] as const satisfies readonly Dimension[];
const BYS = ["day", "week", "month"] as const satisfies readonly By[];
const PATHS = ["assistant", "escalated", "people"] as const satisfies readonly Path[];
const DAY_MS = 86_400_000;

/**
 * What is chosen. `days` back from now, or null with `since` and `until`: dates (the last one
 * included) or moments. `only` has the dimensions that are filtered. `part` is the figure whose
 * conversations are listed.
 */
export interface Filters {
  days: number | null;
  since: string;
  until: string;
  by: By | "";
  only: Partial<Record<Dimension, string>>;
  path: Path | "";
  isInternal: boolean;
  isCompared: boolean;
  split: Dimension | "";
  part: string;
}

/** The filters of an address; what it doesn't say or says wrongly is as by default. */
export function read(query: string): Filters {
  const given = new URLSearchParams(query);
  const days = Number(given.get("days") ?? DEFAULT_DAYS);
  const since = given.get("since") ?? "";
  const until = given.get("until") ?? "";
  const isOwn = isMoment(since) && isMoment(until);
  const only: Filters["only"] = {};
  for (const name of DIMENSIONS) {
    const value = given.get(name);
    if (value !== null) only[name] = value;
  }
  return {
    days: isOwn ? null : Number.isInteger(days) && days > 0 && days <= DAYS_MAX ? days : DEFAULT_DAYS,
    since: isOwn ? since : "",
    until: isOwn ? until : "",
    by: BYS.find((one) => one === given.get("by")) ?? "",
    only,
    path: PATHS.find((one) => one === given.get("path")) ?? "",
    isInternal: given.get("internal") === "1",
    isCompared: given.get("compare") === "1",
    split: DIMENSIONS.find((one) => one === given.get("split")) ?? "",
    part: given.get("part") ?? "",
  };
}

/** The address's part that these filters are; nothing for what is as by default. */
export function written(filters: Filters): string {
  const query = new URLSearchParams();
  if (filters.days === null) {
    query.set("since", filters.since);
    query.set("until", filters.until);
  } else if (filters.days !== DEFAULT_DAYS) query.set("days", String(filters.days));
  if (filters.by) query.set("by", filters.by);
  for (const name of DIMENSIONS) {
    const value = filters.only[name];
    if (value !== undefined) query.set(name, value);
  }
  if (filters.path) query.set("path", filters.path);
  if (filters.isInternal) query.set("internal", "1");
  if (filters.isCompared) query.set("compare", "1");
  if (filters.split) query.set("split", filters.split);
  if (filters.part) query.set("part", filters.part);
  return query.toString();
}

/** Whether anything but the period is filtered. */
export const isFiltered = ({ only, path, isInternal }: Filters): boolean =>
  Object.keys(only).length > 0 || path !== "" || isInternal;

/** From when to when, as moments. */
export interface Period {
  since: Date;
  until: Date;
}

/** The period of the filters; dates are days of the reader's time zone. */
export function period({ days, since, until }: Filters, now: Date): Period {
  if (days !== null) return { since: new Date(now.getTime() - days * DAY_MS), until: now };
  return { since: begin(since, 0), until: begin(until, 1) };
}

/** Whether the desk shows such a period. */
export function isPossible(filters: Filters, now: Date): boolean {
  const { since, until } = period(filters, now);
  const length = until.getTime() - since.getTime();
  return length > 0 && length <= DAYS_MAX * DAY_MS;
}

/** The period of the same length just before. */
export function before({ since, until }: Period): Period {
  return { since: new Date(2 * since.getTime() - until.getTime()), until: since };
}

/** The query that asks the API for these filters in a period. */
export function asked(filters: Filters, { since, until }: Period): string {
  const query = new URLSearchParams({ since: since.toISOString(), until: until.toISOString() });
  for (const name of DIMENSIONS) {
    const value = filters.only[name];
    if (value !== undefined) query.set(name, value);
  }
  if (filters.by) query.set("by", filters.by);
  if (filters.path) query.set("path", filters.path);
  if (filters.isInternal) query.set("internal", "true");
  return query.toString();
}

/** The filters with a dimension set to a value, or freed by null. */
export function withOnly(filters: Filters, name: Dimension, value: string | null): Filters {
  const only = { ...filters.only };
  if (value === null) delete only[name];
  else only[name] = value;
  return { ...filters, only };
}

/** The part of the period that begins on this date, cut to the period. */
export function partOf(date: string, by: By, zone: string, whole: Period): Period {
  const since = midnight(date, zone);
  const until = midnight(following(date, by), zone);
  return {
    since: new Date(Math.max(since.getTime(), whole.since.getTime())),
    until: new Date(Math.min(until.getTime(), whole.until.getTime())),
  };
}

/** When a date begins in a time zone. */
export function midnight(date: string, zone: string): Date {
  const wall = Date.parse(`${date}T00:00:00Z`);
  const guess = wall - offset(wall, zone);
  return new Date(wall - offset(guess, zone));
}

function following(date: string, by: By): string {
  const day = new Date(`${date}T00:00:00Z`);
  if (by === "month") day.setUTCMonth(day.getUTCMonth() + 1);
  else day.setUTCDate(day.getUTCDate() + (by === "week" ? 7 : 1));
  return day.toISOString().slice(0, 10);
}

/** How far a zone's clocks are ahead of UTC at a moment, in milliseconds. */
function offset(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(
    ...([of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")] as const),
  );
  return wall - Math.floor(at / 1000) * 1000;
}

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
const isMoment = (text: string): boolean => text !== "" && !Number.isNaN(Date.parse(text));

function begin(text: string, daysLater: number): Date {
  if (!isDate(text)) return new Date(text);
  const [year = 0, month = 1, day = 1] = text.split("-").map(Number);
  return new Date(year, month - 1, day + daysLater);
}
