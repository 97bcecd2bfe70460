/** Times in words: how long ago, how long waited, when a snooze ends. Pure; `now` comes in. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type Wait = "fine" | "near" | "late";

const clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hour12: false });
const weekday = new Intl.DateTimeFormat("en", { weekday: "short" });
const heading = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long" });
const date = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });
const full = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric" });
const exact = new Intl.DateTimeFormat("en", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
  timeZoneName: "short",
});
const list = new Intl.ListFormat("en");
const number = new Intl.NumberFormat("en");

/** A length of time in its largest unit: "40 s", "2 min", "3 h", "2 d". */
export function span(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / 1000))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** People's clock: when they are warned, and when their reply is due; null while it stands still. */
export interface Clock {
  warn_at: string | null;
  due_at: string | null;
}

/** How long somebody has waited, and whether their reply is due soon or late. */
export function waited(since: string, clock: Clock, now: number): { text: string; state: Wait } {
  const isPast = (at: string | null): boolean => at !== null && now >= Date.parse(at);
  const state = isPast(clock.due_at) ? "late" : isPast(clock.warn_at) ? "near" : "fine";
  return { text: span(Math.max(0, now - Date.parse(since))), state };
}

/** When something was: the hour today, the weekday within a week, else the date. */
export function when(at: string, now: number): string {
  const then = new Date(at);
  if (isSameDay(then, new Date(now))) return clock.format(then);
  const distance = Math.abs(now - then.getTime());
  if (distance < 6 * DAY) return `${weekday.format(then)} ${clock.format(then)}`;
  return date.format(then);
}

/** The same within a sentence: "at 09:58", "on Mon 09:58", "on 5 Jan". */
export function atWhen(at: string, now: number): string {
  return `${isSameDay(new Date(at), new Date(now)) ? "at" : "on"} ${when(at, now)}`;
}

/** The hour alone, as the thread shows it beside a day's heading. */
export const hour = (at: string | number): string => clock.format(new Date(at));

/** The full moment with weekday and zone, for titles. */
export const moment = (at: string): string => exact.format(new Date(at));

/** A day's heading in a thread. */
export const dayOf = (at: string): string => heading.format(new Date(at));

/** A day alone: "12 Nov". */
export const day = (at: number): string => date.format(new Date(at));

/** A date with its year. */
export const dateOf = (at: string): string => full.format(new Date(at));

/** "a, b, and c". */
export const listed = (words: readonly string[]): string => list.format(words);

/** A count with thousands marks. */
export const count = (value: number): string => number.format(value);

/** A size in its largest unit. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

export type SnoozeChoice = "hour" | "evening" | "tomorrow" | "monday" | "next" | "after" | "week";

/** When each ready choice of a snooze would end, in order; those already past are left out. */
export function snoozes(now: number): { choice: SnoozeChoice; until: Date }[] {
  const start = new Date(now);
  const toMonday = (8 - start.getDay()) % 7 || 7;
  const all: { choice: SnoozeChoice; until: Date }[] = [
    { choice: "hour", until: new Date(now + HOUR) },
    { choice: "evening", until: at(start, 0, 18) },
    { choice: "tomorrow", until: at(start, 1, 9) },
    { choice: "monday", until: at(start, toMonday, 9) },
  ];
  return all.filter((one) => one.choice === "hour" || one.until.getTime() > now + HOUR);
}

/** What an end of a snooze by opening hours is called: "tomorrow" only where it is tomorrow. */
export function calledByHours(
  choice: "hour" | "tomorrow" | "monday",
  until: Date,
  now: number,
): SnoozeChoice {
  if (choice === "monday") return "week";
  if (choice === "hour") return until.getTime() - now <= HOUR + MINUTE ? "hour" : "next";
  return isSameDay(until, at(new Date(now), 1, 12)) ? "tomorrow" : "after";
}

export function isSameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}

function at(start: Date, days: number, hours: number): Date {
  return new Date(start.getFullYear(), start.getMonth(), start.getDate() + days, hours);
}
