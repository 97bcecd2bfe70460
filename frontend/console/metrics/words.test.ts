import { expect, test } from "vitest";
import type { Comparison, Measure, Metrics, Part } from "../api.ts";
import * as words from "./words.ts";

const NONE = { value: null, n: 0, low: null, high: null };
const figure = (value: number, n: number, half = 0.03) => ({
  value,
  n,
  low: value - half,
  high: value + half,
});
const comparison = (rest: Partial<Comparison> = {}): Comparison => ({
  assistant: NONE,
  control: NONE,
  difference: NONE,
  baseline: NONE,
  says: "",
  course: [],
  ...rest,
});
const measure = (rest: Partial<Measure> = {}): Measure => ({
  name: "containment",
  title: "Containment",
  unit: "share",
  of: "conversations the assistant took part in",
  ...figure(0.64, 1204),
  denominator: 1204,
  band: { low: 0.6, high: 0.8 },
  verdict: "in_band",
  trap: "",
  beside: [],
  comparison: comparison(),
  series: [],
  ...rest,
});
const part = (name: string, value: number, n = 400): Part => ({
  name,
  label: name,
  unit: "share",
  figure: figure(value, n),
  denominator: n,
});
const metrics = (...measures: Measure[]): Metrics => ({
  since: "",
  until: "",
  by: "week",
  zone: "UTC",
  left_out: 0,
  behind: 0,
  counts: { all: 0, people: 0, involved: 0, contained: 0, escalated: 0, abandoned: 0, ongoing: 0 },
  measures,
  suggestions: [],
  suggestions_by_category: [],
  suggestions_by_probability: [],
    marks: [],
});

test("a metric is a sentence with its place in the band", () => {
  expect(words.sentence(measure())).toBe("Containment is 64\u00a0%, in its band");
  const low = measure({ ...figure(0.5, 900), verdict: "below" });
  expect(words.sentence(low)).toBe("Containment is 50\u00a0%, below its band");
});

test("the sentence says what it was before, and that it is no clear change", () => {
  const now = measure({ ...figure(0.61, 900), verdict: "in_band" });
  expect(words.sentence(now, measure({ ...figure(0.72, 900) }))).toBe(
    "Containment is 61\u00a0%, in its band, down from 72\u00a0%",
  );
  expect(words.sentence(now, measure({ ...figure(0.62, 900) }))).toBe(
    "Containment is 61\u00a0%, in its band, about as before (62\u00a0%)",
  );
});

test("from few cases there is no number, and no verdict", () => {
  const few = measure({ ...figure(1, 12), verdict: "above" });
  expect(words.sentence(few)).toBe("Containment, not enough yet: 12 of 30");
  expect(words.looks(metrics(few))).toEqual([]);
});

test("what is out of its band or came late needs a look", () => {
  const escalation = measure({
    name: "escalation",
    title: "Escalation quality",
    verdict: "above",
    ...figure(0.5, 400),
    beside: [part("late", 0.12), part("never", 0)],
  });
  const found = words.looks(metrics(measure(), escalation));
  expect(found.map(({ part }) => part)).toEqual(["escalation", "late"]);
  expect(found[0]?.says).toBe("50\u00a0% went to people, above its band");
});

test("what changed most is what chance explains least", () => {
  const now = metrics(measure({ beside: [part("assumed", 0.3), part("confirmed", 0.21), part("ongoing", 0.1)] }));
  const before = metrics(
    measure({ ...figure(0.63, 1204), beside: [part("assumed", 0.5), part("confirmed", 0.3), part("ongoing", 0)] }),
  );
  expect(words.moved(now, before)?.map(({ name }) => name)).toEqual(["assumed", "confirmed"]);
  expect(words.moved(now, now)).toEqual([]);
  const few = metrics(measure({ ...figure(0.5, 3) }));
  expect(words.moved(few, few)).toBeNull();
});

test("without a control group everyone stands beside people before, or alone", () => {
  const all = figure(0.5, 100);
  const keys = (of: Partial<Comparison>) =>
    words.groups(measure({ comparison: comparison(of) })).map(({ key, label }) => [key, label]);
  expect(keys({ assistant: all })).toEqual([["assistant", "Everyone now"]]);
  expect(keys({ assistant: all, control: all, difference: all })).toEqual([
    ["assistant", "Let in by the rollout"],
    ["control", "Control group"],
    ["difference", "Difference"],
  ]);
  expect(keys({ assistant: all, baseline: all }).map(([key]) => key)).toEqual([
    "assistant",
    "baseline",
  ]);
});

test("both groups have their points, and none without a control group", () => {
  const [let_in, control] = [figure(0.6, 90), figure(0.2, 40)];
  const course = [{ key: "2026-11-16", assistant: let_in, control }];
  const found = words.ofGroups(measure({ comparison: comparison({ course }) }), "week");
  expect(found.now.map((dot) => [dot.key, dot.figure])).toEqual([["2026-11-16", let_in]]);
  expect(found.control.map((dot) => [dot.at, dot.denominator])).toEqual([
    [found.now[0]!.at, control.n],
  ]);
  expect(words.ofGroups(measure(), "week")).toEqual({ now: [], control: [] });
});

test("the points before stand on the dates of this period, the last ones together", () => {
  const point = (key: string) => ({ key, label: key, figure: figure(0.5, 50), denominator: 50 });
  const now = words.dots([point("2026-11-16"), point("2026-11-23")], "week");
  const past = words.beside(now, ["2026-10-26", "2026-11-02", "2026-11-09"].map(point), "week");
  expect(past.map(({ key, at }) => [key, at])).toEqual([
    ["2026-11-02", now[0]?.at],
    ["2026-11-09", now[1]?.at],
  ]);
});

test("every figure's conversations have a name", () => {
  expect(words.behindOf("confirmed")).toBe("the customer said that it helped");
  expect(words.behindOf("p90_people")).toBe("resolved, people alone");
  expect(words.behindOf("reason_low_confidence")).toBe("reason: not sure");
});
