import { expect, test } from "vitest";
import * as filters from "./filters.ts";

const NOW = new Date("2026-11-30T12:00:00Z");

test.each([
  "",
  "days=90&by=week&category=how+%26+why&internal=1&compare=1&split=team",
  "since=2026-10-01&until=2026-10-31&team=7a1c&path=people&part=confirmed",
  "product=",
])("an address (%s) is read and written without loss", (query) => {
  expect(filters.written(filters.read(query))).toBe(query);
});

test("what an address says wrongly is as by default", () => {
  const fresh = filters.read("");
  expect(filters.read("days=many&by=hour&split=weather&path=none&since=yesterday")).toEqual(fresh);
  expect(filters.read("days=999999")).toEqual(fresh);
});

test("the API is asked for the period and for what is chosen", () => {
  const chosen = filters.read("days=7&mode=auto&internal=1&split=team");
  const query = new URLSearchParams(filters.asked(chosen, filters.period(chosen, NOW)));
  expect(Object.fromEntries(query)).toEqual({
    since: "2026-11-23T12:00:00.000Z",
    until: "2026-11-30T12:00:00.000Z",
    mode: "auto",
    internal: "true",
  });
});

test("the period before is as long and ends where this one begins", () => {
  const now = filters.period(filters.read("days=28"), NOW);
  const before = filters.before(now);
  expect(before.until).toEqual(now.since);
  expect(before.until.getTime() - before.since.getTime()).toBe(28 * 86_400_000);
});

test("own dates include the last one, and must be in order", () => {
  const own = filters.read("since=2026-10-01&until=2026-10-01");
  const { since, until } = filters.period(own, NOW);
  expect(until.getTime() - since.getTime()).toBe(86_400_000);
  expect(filters.isPossible(own, NOW)).toBe(true);
  expect(filters.isPossible(filters.read("since=2026-10-02&until=2026-09-01"), NOW)).toBe(false);
  expect(filters.isPossible(filters.read("since=2020-01-01&until=2026-01-01"), NOW)).toBe(false);
});

test("a day begins at midnight of its zone, also when clocks change", () => {
  const at = (date: string, zone: string) => filters.midnight(date, zone).toISOString();
  expect(at("2026-11-30", "UTC")).toBe("2026-11-30T00:00:00.000Z");
  expect(at("2026-07-01", "Europe/Berlin")).toBe("2026-06-30T22:00:00.000Z");
  expect(at("2026-10-25", "Europe/Berlin")).toBe("2026-10-24T22:00:00.000Z"); // clocks go back
  expect(at("2026-10-26", "Europe/Berlin")).toBe("2026-10-25T23:00:00.000Z");
  expect(at("2026-03-08", "America/New_York")).toBe("2026-03-08T05:00:00.000Z");
});

test("a part of the period is cut to the period", () => {
  const whole = filters.period(filters.read("days=7"), NOW);
  expect(filters.partOf("2026-11-30", "day", "UTC", whole).until).toEqual(NOW);
  expect(filters.partOf("2026-11-23", "week", "UTC", whole)).toEqual({
    since: new Date("2026-11-23T12:00:00Z"),
    until: new Date("2026-11-30T00:00:00Z"),
  });
  const { since, until } = filters.partOf("2026-11-24", "day", "UTC", whole);
  expect([since.toISOString(), until.toISOString()]).toEqual([
    "2026-11-24T00:00:00.000Z",
    "2026-11-25T00:00:00.000Z",
  ]);
});

test("a filter is set and freed, an empty value is one", () => {
  const set = filters.withOnly(filters.read(""), "product", "");
  expect(filters.isFiltered(set)).toBe(true);
  expect(filters.isFiltered(filters.withOnly(set, "product", null))).toBe(false);
});
