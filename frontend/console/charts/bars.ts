/** The geometry of horizontal bars with whiskers, and of one bar in parts. Pure. */
import { isOfFew, type Figure, type Unit } from "./figures.ts";
import { ticks, valueAxis } from "./scales.ts";

export interface Bar {
  x: number;
  width: number;
  whisker: { from: number; to: number } | null;
  isHollow: boolean;
}

export interface Bars {
  bars: (Bar | null)[]; // null: no value
  zero: number;
  ticks: { x: number; value: number }[];
  band: { x: number; width: number } | null;
}

/** The bars on one common axis, which always begins at zero. */
export function bars(
  figures: readonly Figure[],
  unit: Unit,
  band: { low: number | null; high: number | null } | null,
  width: number,
): Bars {
  const limits = band ? [band.low, band.high] : [];
  const x = valueAxis(figures, unit, [0, ...limits], [1, Math.max(1, width - 1)]);
  const within = (at: number) => Math.min(width - 1, Math.max(1, at));
  const zero = x(0);
  const [lowest = 0, highest = 0] = x.domain();
  const from = band && within(x(band.low ?? lowest));
  const to = band && within(x(band.high ?? highest));
  return {
    bars: figures.map((figure) => {
      const { value, low, high } = figure;
      if (value === null) return null;
      const end = within(x(value));
      return {
        x: Math.min(zero, end),
        width: Math.abs(end - zero),
        whisker:
          low === null || low === high
            ? null
            : { from: within(x(low)), to: within(x(high ?? highest)) },
        isHollow: isOfFew(figure, unit),
      };
    }),
    zero,
    ticks: ticks(x, unit, width < 360 ? 3 : 5).map((value) => ({ x: x(value), value })),
    band: from === null || to === null ? null : { x: from, width: to - from },
  };
}

/** The parts of a whole, one after another over the width. */
export function stacked(counts: readonly number[], width: number): { x: number; width: number }[] {
  const whole = counts.reduce((sum, one) => sum + one, 0);
  let sum = 0;
  return counts.map((count) => {
    const x = whole ? (sum / whole) * width : 0;
    sum += count;
    return { x, width: whole ? (count / whole) * width : 0 };
  });
}
