/** Where values stand on an axis, and which of them are written there. Pure. */
import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from "d3-scale";
import { FEW, scaleOf, type Figure, type Unit } from "./figures.ts";

export type Axis = ScaleContinuousNumeric<number, number>;

/** The room for a plot within its drawing. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * An axis for these figures from zero, never cut; for stars up to 5, and from 1 unless zero is one of
 * the `limits`. Intervals of few cases may reach beyond its end, or one would flatten all the rest.
 */
export function valueAxis(
  figures: readonly Figure[],
  unit: Unit,
  limits: readonly (number | null)[],
  range: [number, number],
): Axis {
  const bounds = figures.flatMap(({ value, low, high, n }) => [
    value,
    n < FEW ? null : low,
    n < FEW ? null : high,
  ]);
  const known = [...bounds, ...limits].filter((one) => one !== null);
  const most = Math.max(0, ...known);
  const least = Math.min(0, ...known);
  if (unit === "stars" && least === 0) return scaleLinear([limits.includes(0) ? 0 : 1, 5], range);
  const by = scaleOf(unit, most || 1).by;
  const axis = scaleLinear([least / by, (most || 1) / by], range).nice(4);
  const [from = 0, to = 1] = axis.domain();
  const top = unit === "share" && least >= 0 ? Math.min(1, to * by) : to * by;
  return scaleLinear([from * by, top], range);
}

/** The values to write on an axis: few, round in the unit that is shown. */
export function ticks(axis: Axis, unit: Unit, most = 4): number[] {
  const [from = 0, to = 1] = axis.domain();
  const by = scaleOf(unit, Math.max(Math.abs(from), Math.abs(to))).by;
  return scaleLinear([from / by, to / by], [0, 1])
    .ticks(most)
    .map((tick) => tick * by);
}

const TIMES = [1, 10, 60, 600, 3_600, 21_600, 86_400, 604_800, 2_592_000, 7_776_000, 31_536_000];

/** A logarithmic axis of times in seconds: support takes seconds in one case and weeks in another. */
export function timeAxis(seconds: readonly number[], range: [number, number]): Axis {
  const least = Math.max(1, Math.min(60, ...seconds));
  const most = Math.max(3_600, ...seconds);
  const from = TIMES.findLast((one) => one <= least) ?? 1;
  const to = TIMES.find((one) => one >= most) ?? most;
  return scaleLog([from, to], range).clamp(true);
}

/** The times to write on such an axis, at least `apart` pixels from each other. */
export function timeTicks(axis: Axis, apart: number): number[] {
  const [from = 1, to = 1] = axis.domain();
  const found: number[] = [];
  for (const time of TIMES.filter((one) => one >= from && one <= to)) {
    const last = found.at(-1);
    if (last === undefined || axis(time) - axis(last) >= apart) found.push(time);
  }
  return found;
}

/** Which of `n` things in a row to label, if each label needs `each` of the `width`. */
export function labelled(n: number, width: number, each: number): number[] {
  const step = Math.max(1, Math.ceil((n * each) / Math.max(width, 1)));
  return Array.from({ length: n }, (_, index) => index).filter((index) => index % step === 0);
}

/** Heights moved apart so that none is nearer to another than `apart`, in the order given. */
export function spread(heights: readonly number[], apart: number, most: number): number[] {
  const order = heights.map((_, index) => index).sort((a, b) => heights[a]! - heights[b]!);
  const placed = [...heights];
  order.forEach((index, rank) => {
    const above = order[rank - 1];
    if (above !== undefined) placed[index] = Math.max(placed[index]!, placed[above]! + apart);
  });
  let limit = most;
  for (const index of order.toReversed()) {
    placed[index] = Math.min(placed[index]!, limit);
    limit = placed[index] - apart;
  }
  return placed;
}
