import { expect, test } from "vitest";
import { events, lines, type Dot } from "./line.ts";

const DAY = 86_400_000;
const dot = (day: number, value: number | null, n = 100): Dot => ({
  at: day * DAY,
  label: `day ${String(day)}`,
  name: `day ${String(day)}`,
  figure: { value, n, low: value === null ? null : value - 0.1, high: value && value + 0.1 },
});
const box = { left: 50, right: 450, top: 20, bottom: 220 };
const draw = (dots: Dot[], band = { low: 0.6, high: 0.8 }) =>
  lines({ dots, before: [], band, marks: [], unit: "share", box });

test("points stand in order, higher values higher, all within the plot", () => {
  const { placed } = draw([dot(0, 0.5), dot(1, 0.7), dot(2, 0.6)]);
  const found = placed.filter((one) => one !== null);
  expect(found.map(({ x }) => x)).toEqual(found.map(({ x }) => x).toSorted((a, b) => a - b));
  expect(found[1]!.y).toBeLessThan(found[2]!.y);
  expect(found[2]!.y).toBeLessThan(found[0]!.y);
  found.forEach((one) => {
    expect(one.top).toBeGreaterThanOrEqual(box.top);
    expect(one.bottom).toBeLessThanOrEqual(box.bottom);
  });
});

test("few cases are hollow", () => {
  const { placed } = draw([dot(0, 0.5, 29), dot(1, 0.5, 30)]);
  expect(placed.map((one) => one?.isHollow)).toEqual([true, false]);
});

test("a line breaks where there is no value", () => {
  const { path, placed } = draw([dot(0, 0.5), dot(1, null, 0), dot(2, 0.6), dot(3, 0.6)]);
  expect(path.match(/M/g)).toHaveLength(2);
  expect(placed[1]).toBeNull();
});

test("one point alone stands in the middle", () => {
  expect(draw([dot(3, 0.5)]).placed[0]?.x).toBe(250);
});

test("an open band reaches the end of the plot", () => {
  const drawn = lines({
    dots: [dot(0, 0.85)],
    before: [],
    band: { low: null, high: 0.6 },
    marks: [],
    unit: "share",
    box,
  });
  expect(drawn.band?.bottom).toBe(box.bottom);
  expect(drawn.band?.top).toBeGreaterThan(box.top);
});

test("the name of the band keeps away from the points near it", () => {
  const near = (value: number) => draw([dot(0, value), dot(1, value), dot(2, value)]).band!;
  expect(near(0.78).nameY).toBe(near(0.78).bottom - 6);
  expect(near(0.62).nameY).toBe(near(0.62).top + 14);
});

test("events are labelled by the part of the period they fall into, and counted", () => {
  const dots = [dot(0, 0.5), dot(7, 0.6)];
  const marks = [
    { at: 8 * DAY, says: "Policy changed" },
    { at: DAY, says: "Policy changed" },
    { at: 2 * DAY, says: "Policy changed" },
    { at: 3 * DAY, says: "Incident began" },
  ];
  expect(events(dots, marks, (at) => `day ${String(at / DAY)}`)).toEqual([
    { letter: "A", at: DAY, says: "day 1: Policy changed ×2, Incident began", of: 0 },
    { letter: "B", at: 8 * DAY, says: "day 8: Policy changed", of: 1 },
  ]);
});
