/** Opening hours and clocks as a form has them: texts of its fields; pure both ways. */
import type { Priority, TeamClock, TeamHours } from "../api.ts";

export const DAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;
type Day = (typeof DAYS)[number];

export interface HoursForm {
  team: string;
  zone: string;
  days: Record<Day, string>;
  holidays: string;
}

export interface ClockForm {
  team: string;
  priority: Priority | "";
  first: number;
  next: number;
}

const USUAL = "09:00-17:00";

/** New hours: weekdays, in a time zone. */
export function blankHours(zone: string): HoursForm {
  const days = Object.fromEntries(
    DAYS.map((day) => [day, day.startsWith("s") ? "" : USUAL]),
  ) as Record<Day, string>;
  return { team: "", zone, days, holidays: "" };
}

export const blankClock = (): ClockForm => ({ team: "", priority: "", first: 30, next: 60 });

export function ofHours(row: TeamHours): HoursForm {
  const days = Object.fromEntries(DAYS.map((day) => [day, (row[day] ?? []).join(", ")])) as Record<
    Day,
    string
  >;
  const holidays = (row.holidays ?? []).join("\n");
  return { team: row.team ?? "", zone: row.time_zone, days, holidays };
}

export function toHours({ team, zone, days, holidays }: HoursForm): TeamHours {
  const spans = Object.fromEntries(DAYS.map((day) => [day, parts(days[day], ",")]));
  return { team, time_zone: zone.trim(), ...spans, holidays: parts(holidays, "\n") };
}

export const ofClock = (row: TeamClock): ClockForm => ({
  team: row.team ?? "",
  priority: row.priority ?? "",
  first: row.first_minutes,
  next: row.next_minutes,
});

export const toClock = ({ team, priority, first, next }: ClockForm): TeamClock => ({
  team,
  priority: priority || null,
  first_minutes: first,
  next_minutes: next,
});

/** The teams to choose from, also the chosen one if it no longer exists. */
export function teamNames(teams: readonly { name: string }[], chosen: string): string[] {
  const names = teams.map(({ name }) => name);
  return chosen && !names.includes(chosen) ? [...names, chosen] : names;
}

function parts(text: string, by: string): string[] {
  return text
    .split(by)
    .map((part) => part.trim())
    .filter(Boolean);
}
