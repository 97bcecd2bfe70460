import { expect, test } from "vitest";
import { blankHours, ofHours, teamNames, toHours } from "./hours.ts";

test("hours become a form and hours again", () => {
  const row = {
    team: "Billing",
    time_zone: "Europe/Berlin",
    monday: ["09:00-12:00", "13:00-17:00"],
    tuesday: [],
    wednesday: [],
    thursday: [],
    friday: [],
    saturday: [],
    sunday: [],
    holidays: ["12-25", "2026-12-24/2027-01-01"],
  };
  expect(ofHours(row).days.monday).toBe("09:00-12:00, 13:00-17:00");
  expect(toHours(ofHours(row))).toEqual(row);
});

test("what is typed with odd blanks is read all the same", () => {
  const form = blankHours(" Europe/Paris ");
  form.days.monday = " 09:00-12:00 ,13:00-17:00, ";
  form.holidays = "\n12-25\n\n 12-26 ";
  const row = toHours(form);
  expect(row.time_zone).toBe("Europe/Paris");
  expect(row.monday).toEqual(["09:00-12:00", "13:00-17:00"]);
  expect(row.holidays).toEqual(["12-25", "12-26"]);
  expect(row.saturday).toEqual([]);
});

test("a team that is gone stays to be seen", () => {
  expect(teamNames([{ name: "A" }], "")).toEqual(["A"]);
  expect(teamNames([{ name: "A" }], "Old")).toEqual(["A", "Old"]);
});
