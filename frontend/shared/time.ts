/** Times as people say them, in the reader's language and zone. */

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** "now", "3 minutes ago", "yesterday": in the largest unit that has passed once. */
export function ago(locale: string, at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const size = Math.abs(seconds);
  if (size < MINUTE_S) return format.format(0, "second");
  if (size < HOUR_S) return format.format(Math.trunc(seconds / MINUTE_S), "minute");
  if (size < DAY_S) return format.format(Math.trunc(seconds / HOUR_S), "hour");
  return format.format(Math.trunc(seconds / DAY_S), "day");
}

/** The time of day where it was today, else weekday and date with it. */
export function clock(locale: string, at: Date, now: Date): string {
  const time: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
  const day: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short" };
  const isToday = at.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(locale, isToday ? time : { ...day, ...time }).format(at);
}
