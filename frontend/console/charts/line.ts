/** The geometry of a line over time: points, interval, target band and events. Pure. */
import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import { isOfFew, type Figure, type Unit } from "./figures.ts";
import { labelled, ticks, valueAxis, type Axis, type Box } from "./scales.ts";

/** The value of one period, which begins at `at` (milliseconds). */
export interface Dot {
  at: number;
  label: string; // on the axis
  name: string; // where there is room: "Week of 12 Nov"
  figure: Figure;
}

export interface Placed {
  x: number;
  y: number;
  isHollow: boolean; // from few cases
  top: number; // of its interval
  bottom: number;
}

export interface Lines {
  y: Axis;
  ticks: { y: number; value: number }[];
  labels: { x: number; text: string; anchor: "start" | "middle" | "end" }[];
  xs: number[]; // of the points, also of those without a value
  placed: (Placed | null)[]; // null: no value
  path: string;
  interval: string;
  before: (Placed | null)[];
  beforePath: string;
  band: { top: number; bottom: number; nameY: number } | null;
  marks: number[]; // where each event stands
}

interface Given {
  dots: readonly Dot[];
  before: readonly Dot[]; // of the period before, moved onto this one
  band: { low: number | null; high: number | null } | null;
  marks: readonly number[];
  unit: Unit;
  box: Box;
}

const LABEL_PX = 76;
const NAME_PX = 110; // of the band, at the left

/** Where everything stands. Lines are straight between points and break where a value is missing. */
export function lines({ dots, before, band, marks, unit, box }: Given): Lines {
  const all = [...dots, ...before];
  const y = valueAxis(
    all.map((dot) => dot.figure),
    unit,
    band ? [band.low, band.high] : [],
    [box.bottom, box.top],
  );
  const times = [...dots.map((dot) => dot.at), ...marks];
  const from = Math.min(...times);
  const to = Math.max(...times);
  const x =
    from === to
      ? () => (box.left + box.right) / 2
      : scaleLinear([from, to], [box.left + 8, box.right - 8]);
  const clamp = (at: number) => Math.min(box.bottom, Math.max(box.top, at));
  const place = ({ at, figure }: Dot): Placed | null =>
    figure.value === null
      ? null
      : {
          x: x(at),
          y: clamp(y(figure.value)),
          isHollow: isOfFew(figure, unit),
          top: clamp(y(figure.high ?? figure.value)),
          bottom: clamp(y(figure.low ?? figure.value)),
        };
  const placed = dots.map(place);
  const past = before.map(place);
  const isThere = (one: Placed | null) => one !== null;
  const through = line<Placed | null>(
    (one) => one?.x ?? 0,
    (one) => one?.y ?? 0,
  ).defined(isThere);
  const between = area<Placed | null>(
    (one) => one?.x ?? 0,
    (one) => one?.bottom ?? 0,
    (one) => one?.top ?? 0,
  ).defined(isThere);
  const [lowest = 0] = y.domain();
  return {
    y,
    ticks: ticks(y, unit).map((value) => ({ y: y(value), value })),
    labels: labelled(dots.length, box.right - box.left, LABEL_PX).map((index) => {
      const at = x(dots[index]!.at);
      const anchor =
        at < box.left + LABEL_PX / 2 ? "start" : at > box.right - LABEL_PX / 2 ? "end" : "middle";
      return { x: at, text: dots[index]!.label, anchor };
    }),
    xs: dots.map((dot) => x(dot.at)),
    placed,
    path: through(placed) ?? "",
    interval: between(placed) ?? "",
    before: past,
    beforePath: through(past) ?? "",
    band: band && named(
      band.high === null ? box.top : clamp(y(band.high)),
      clamp(y(band.low ?? lowest)),
      [...placed, ...past].filter((one) => one !== null && one.x < box.left + NAME_PX),
    ),
    marks: marks.map((at) => x(at)),
  };
}

/** The band with the height of its name, at its top or its bottom: where fewer points are near. */
function named(top: number, bottom: number, near: readonly (Placed | null)[]): Lines["band"] {
  const free = (at: number) => Math.min(...near.map((one) => Math.abs((one?.y ?? 0) - at)));
  const [upper, lower] = [top + 14, bottom - 6];
  return { top, bottom, nameY: free(upper) >= free(lower) ? upper : lower };
}

/** What happened, as the chart labels it: events of one part of the period under one letter. */
export interface Event {
  letter: string;
  at: number; // the first of them
  says: string;
  of: number; // which dot's part it falls into
}

/** The events by part of the period; the same thing twice is counted. */
export function events(
  dots: readonly Dot[],
  marks: readonly { at: number; says: string }[],
  when: (at: number) => string,
): Event[] {
  const byDot = new Map<number, { at: number; says: string }[]>();
  for (const mark of marks.toSorted((a, b) => a.at - b.at)) {
    const of = Math.max(
      0,
      dots.findLastIndex((dot) => dot.at <= mark.at),
    );
    byDot.set(of, [...(byDot.get(of) ?? []), mark]);
  }
  return [...byDot.entries()].map(([of, some], index) => {
    const counts = new Map<string, number>();
    for (const { says } of some) counts.set(says, (counts.get(says) ?? 0) + 1);
    const words = [...counts].map(([says, n]) => (n > 1 ? `${says} ×${String(n)}` : says));
    const { at } = some[0]!;
    return { letter: letter(index), at, says: `${when(at)}: ${words.join(", ")}`, of };
  });
}

const letter = (index: number): string =>
  (index >= 26 ? String.fromCharCode(64 + Math.floor(index / 26)) : "") +
  String.fromCharCode(65 + (index % 26));
