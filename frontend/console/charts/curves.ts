/** The geometry of survival curves: the share still open after a time, as steps. Pure. */
import { scaleLinear } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import { spread, timeAxis, timeTicks, type Axis, type Box } from "./scales.ts";

/** The share that took longer than `seconds`, with its interval. */
export interface Step {
  seconds: number;
  share: number;
  low: number;
  high: number;
  at_risk: number;
}

export interface Drawn {
  path: string;
  interval: string;
  end: { x: number; y: number };
  labelY: number;
  stops: { x: number; y: number; step: Step }[]; // where the keyboard stops: at each tenth
}

export interface Survival {
  x: Axis;
  y: Axis;
  ticks: { x: number; seconds: number }[];
  curves: Drawn[];
}

const LABEL_PX = 14;
const TICK_PX = 56;

/** Where the curves stand; all begin at the top, with everything still open. */
export function survival(all: readonly (readonly Step[])[], box: Box): Survival {
  const x = timeAxis(
    all.flatMap((steps) => steps.map((step) => step.seconds)),
    [box.left, box.right],
  );
  const y = scaleLinear([0, 1], [box.bottom, box.top]);
  const [start = 1] = x.domain();
  const through = line<Step>((step) => x(step.seconds), (step) => y(step.share)).curve(
    curveStepAfter,
  );
  const between = area<Step>(
    (step) => x(step.seconds),
    (step) => y(step.low),
    (step) => y(step.high),
  ).curve(curveStepAfter);
  const drawn = all.map((steps) => {
    const begin: Step = { seconds: start, share: 1, low: 1, high: 1, at_risk: 0 };
    const whole = [begin, ...steps];
    const last = whole.at(-1)!;
    return {
      path: through(whole) ?? "",
      interval: between(whole) ?? "",
      end: { x: x(last.seconds), y: y(last.share) },
      labelY: 0,
      stops: tenths(steps).map((step) => ({ x: x(step.seconds), y: y(step.share), step })),
    };
  });
  const heights = spread(
    drawn.map((one) => one.end.y),
    LABEL_PX,
    box.bottom,
  );
  return {
    x,
    y,
    ticks: timeTicks(x, TICK_PX).map((seconds) => ({ x: x(seconds), seconds })),
    curves: drawn.map((one, index) => ({ ...one, labelY: heights[index]! })),
  };
}

/** The first step at or below 90 %, 80 % … of what was open, each once. */
export function tenths(steps: readonly Step[]): Step[] {
  const found = Array.from({ length: 10 }, (_, index) =>
    steps.find((step) => step.share <= (9 - index) / 10 + 1e-9),
  );
  return [...new Set(found.filter((step) => step !== undefined))];
}
