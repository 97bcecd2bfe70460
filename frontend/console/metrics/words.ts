/** What the metrics pages say of a figure, and which figures stand where. Pure. */
import type { Band, By, Measure, Metrics, Part, Point } from "../api.ts";
import {
  FEW,
  changeOf,
  difference,
  isOfFew,
  told,
  written,
  type Change,
  type Figure,
  type Unit,
} from "../charts/figures.ts";
import type { Dot } from "../charts/line.ts";
import { t } from "../texts.ts";
import type { MetricPage } from "../router.ts";

/** The metrics of each page; the first one is its headline. */
export const MEASURES: Readonly<Record<Exclude<MetricPage, "overview">, readonly string[]>> = {
  containment: ["containment"],
  time: ["resolution_time", "first_reply", "returned"],
  satisfaction: ["csat"],
  escalation: ["escalation", "sla", "backlog"],
  cost: ["cost"],
};

/** The figures that show each metric's trap, the most telling first. */
const TRAPS: Readonly<Record<string, readonly string[]>> = {
  containment: ["assumed", "durable", "csat_contained", "abandoned_after_no", "naive"],
  resolution_time: ["p90_assistant", "p90_people", "hours_median_people"],
  first_reply: ["reply_p90_assistant", "reply_p90_people"],
  returned: ["returned_assistant", "returned_people"],
  csat: ["answered", "answered_assistant", "answered_people", "csat_difference"],
  escalation: ["reply_p90", "late", "never", "asked_again"],
  backlog: ["waiting_longest", "waiting_median", "waiting"],
  cost: ["cost_involved"],
};

/** The page that shows a metric. */
export function pageOf(name: string): MetricPage {
  const found = Object.entries(MEASURES).find(([, names]) => names.includes(name));
  return (found?.[0] ?? "overview") as MetricPage;
}

export const figureOf = ({ value, n, low, high }: Measure): Figure => ({ value, n, low, high });
export const unitOf = ({ unit }: { unit: string }): Unit => unit as Unit;
export const measureOf = (metrics: Metrics, name: string): Measure | undefined =>
  metrics.measures.find((one) => one.name === name);
export const partOf = (measure: Measure, name: string): Part | undefined =>
  measure.beside.find((one) => one.name === name);

/** A figure beside a metric by its name in words. */
export const labelOf = ({ name, label }: { name: string; label: string }): string =>
  name.startsWith("reason_") ? t.metrics.reason(reasonOf(name)) : label;

/** The reason of a figure that counts one. */
export function reasonOf(name: string): string {
  const reason = name.replace("reason_", "");
  return t.reasons[reason] ?? reason;
}

/** The figures that show a metric's trap, at most so many. */
export function trapOf(measure: Measure, most = 5): Part[] {
  const found = (TRAPS[measure.name] ?? []).map((name) => partOf(measure, name));
  return found.filter((part) => part !== undefined).slice(0, most);
}

/** A value alone, large; a number from too few cases is none yet. */
export function headline(figure: Figure, unit: Unit, isDifference = false): string {
  if (isOfFew(figure, unit)) return t.metrics.notYet(figure.n, FEW);
  if (figure.value === null) return t.metrics.tooOpen;
  return isDifference ? difference(figure.value, unit) : written(figure.value, unit);
}

/** The metric as a sentence made from the data, with its place in the band and the change. */
export function sentence(measure: Measure, before?: Measure): string {
  const figure = figureOf(measure);
  const unit = unitOf(measure);
  const value = headline(figure, unit);
  if (figure.value === null || isOfFew(figure, unit))
    return t.metrics.saysMissing(measure.title, lowered(value));
  const says = t.metrics.says[measure.name]?.(value) ?? t.metrics.saysOther(measure.title, value);
  return t.metrics.sentence(
    says,
    t.metrics.inBand[measure.verdict] ?? "",
    before ? against(figure, figureOf(before), unit) : "",
  );
}

/** How a figure stands to the one of the period before: "down from 66 %"; empty if not to tell. */
export function against(now: Figure, before: Figure, unit: Unit): string {
  const change = changeOf(now, before);
  if (!change || before.value === null) return "";
  const value = written(before.value, unit);
  if (!change.isClear) return t.metrics.asBefore(value);
  return change.by > 0 ? t.metrics.up(value) : t.metrics.down(value);
}

/** "n 188 of 771 ratings", as the headline says what it speaks of. */
export function ofWhat({ n, denominator, of, unit }: Measure): string {
  return unit === "count" ? t.metrics.exactOf(of) : t.metrics.of(n, denominator, of);
}

/** The backlog is as of now in any period, and of a later period more is still open. */
const NOT_COMPARED: ReadonlySet<string> = new Set(["backlog", "ongoing"]);

/** Something that differs from the period before by more than chance. */
export interface Moved {
  name: string;
  page: MetricPage;
  says: string;
  size: number; // in half widths of its interval
}

/** What changed most, the clearest first; null if nothing can be compared. */
export function moved(now: Metrics, before: Metrics, most = 5): Moved[] | null {
  const compared = now.measures.filter(({ name }) => !NOT_COMPARED.has(name));
  const pairs = compared.flatMap((measure) => {
    const was = measureOf(before, measure.name);
    if (!was) return [];
    const page = pageOf(measure.name);
    const unit = unitOf(measure);
    const whole = pair(measure.name, page, measure.title, unit, figureOf(measure), figureOf(was));
    const comparable = measure.beside.filter(({ name }) => !NOT_COMPARED.has(name));
    const parts = comparable.map((part) => {
      const other = partOf(was, part.name)?.figure;
      return other && pair(part.name, page, labelOf(part), unitOf(part), part.figure, other);
    });
    return [whole, ...parts];
  });
  const known = pairs.filter((one) => one !== undefined && one !== null);
  if (known.length === 0) return null;
  return known
    .filter((one) => one.change.isClear)
    .map(({ moved }) => moved)
    .sort((a, b) => b.size - a.size)
    .slice(0, most);
}

function pair(
  name: string,
  page: MetricPage,
  label: string,
  unit: Unit,
  now: Figure,
  before: Figure,
): { change: Change; moved: Moved } | null {
  const change = changeOf(now, before);
  if (!change || now.value === null || before.value === null) return null;
  const says = t.metrics.changed.now(
    label,
    difference(change.by, unit),
    written(now.value, unit),
    written(before.value, unit),
  );
  const half = (change.high - change.low) / 2;
  return { change, moved: { name, page, says, size: half > 0 ? Math.abs(change.by) / half : 0 } };
}

/** Something that somebody should look at. */
export interface Look {
  page: MetricPage;
  part: string; // of which the conversations are to be read
  says: string;
}

/** What needs a look: metrics out of their band, and replies that came late or never. */
export function looks(metrics: Metrics): Look[] {
  const out = metrics.measures
    .filter((one) => (one.verdict === "below" || one.verdict === "above") && !isOfFew(figureOf(one), unitOf(one)))
    .map((one): Look => ({ page: pageOf(one.name), part: one.name, says: sentence(one) }));
  const escalation = measureOf(metrics, "escalation");
  const late = (["late", "never"] as const).flatMap((name): Look[] => {
    const figure = escalation && partOf(escalation, name)?.figure;
    if (!figure?.value) return [];
    return [{ page: "escalation", part: name, says: t.metrics.look[name](told(figure, "share")) }];
  });
  return [...out, ...late];
}

/** The points of a metric's course. */
export function dots(
  series: readonly Point[],
  by: By,
  shift = 0,
): (Dot & { denominator: number; key: string })[] {
  return series.map(({ key, figure, denominator }) => ({
    key,
    at: Date.parse(`${key}T00:00:00Z`) + shift,
    label: dateOf(key, by),
    name: by === "week" ? t.metrics.week(dateOf(key, by)) : dateOf(key, by),
    figure,
    denominator,
  }));
}

/**
 * The points of the period before, each moved onto the point of this one in the same place from the
 * end, so that both are read against the same dates.
 */
export function beside(
  now: readonly Dot[],
  before: readonly Point[],
  by: By,
): (Dot & { denominator: number; key: string })[] {
  const past = dots(before, by).slice(-now.length);
  const first = now.length - past.length;
  return past.map((dot, index) => ({ ...dot, at: now[first + index]!.at }));
}

const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });
const month = new Intl.DateTimeFormat("en", { month: "short", year: "numeric", timeZone: "UTC" });

function dateOf(key: string, by: By): string {
  const at = new Date(`${key}T00:00:00Z`);
  return by === "month" ? month.format(at) : day.format(at);
}

/** What the conversations of a figure are called. */
export function behindOf(part: string): string {
  const { what, ofPath, withPath } = t.metrics.conversations;
  if (part.startsWith("reason_")) return t.metrics.reason(reasonOf(part)).toLowerCase();
  const known = what[part];
  if (known) return known;
  const at = part.lastIndexOf("_");
  const name = ofPath[part.slice(0, at)];
  const path = (t.metrics.paths as Readonly<Record<string, string>>)[part.slice(at + 1)];
  return name && path ? withPath(name, path) : part;
}

/** A band that has a limit at all. */
export const bandOf = (band: Band | null): Band | null =>
  band && (band.low !== null || band.high !== null) ? band : null;

/** The points of everyone let in and of the control group; none without a control group. */
export function ofGroups({ comparison }: Measure, by: By) {
  const of = (group: "assistant" | "control") =>
    dots(
      comparison.course.map((one) => ({
        key: one.key,
        label: one.key,
        figure: one[group],
        denominator: one[group].n,
      })),
      by,
    );
  return { now: of("assistant"), control: of("control") };
}

/** The groups that a metric is compared by, those that exist. */
export function groups({ comparison }: Measure): {
  key: "assistant" | "control" | "baseline" | "difference";
  label: string;
  figure: Figure;
  arm: "assistant" | "control" | null;
}[] {
  const { groups: names } = t.metrics;
  const hasControl = comparison.control.n > 0;
  const all = [
    {
      key: "assistant" as const,
      label: hasControl ? names.assistant : names.everyone,
      figure: comparison.assistant,
      arm: hasControl ? ("assistant" as const) : null,
    },
    {
      key: "control" as const,
      label: names.control,
      figure: comparison.control,
      arm: "control" as const,
    },
    { key: "baseline" as const, label: names.baseline, figure: comparison.baseline, arm: null },
    {
      key: "difference" as const,
      label: names.difference,
      figure: comparison.difference,
      arm: null,
    },
  ];
  return all.filter((one) => one.key === "assistant" || one.figure.n > 0);
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
