import { expect, test } from "vitest";
import { href, inbox, metrics, parse, type Route } from "./router.ts";

const routes: Route[] = [
  inbox("mine"),
  inbox("team.7a1c", "5b2e"),
  inbox("all", null, "vat norway & co"),
  { page: "turn", id: "9d4c" },
  { page: "sent", id: "9d4c" },
  { page: "knowledge", section: "articles", item: null },
  { page: "knowledge", section: "gaps", item: "9d4c" },
  { page: "review", item: null },
  { page: "review", item: "9d4c" },
  { page: "team" },
  metrics("overview"),
  { page: "week", ago: 0 },
  { page: "week", ago: 3 },
  { page: "promises", state: "" },
  { page: "promises", state: "due" },
  metrics("containment", "days=90&category=how+%26+why", true),
  { page: "settings", section: "inboxes" },
  { page: "lab", section: "shadow", category: "", arm: "" },
  { page: "lab", section: "shadow", category: "vat & co", arm: "control" },
  { page: "account" },
  { page: "login" },
  { page: "enter" },
];

test.each(routes)("the address of $page leads back to it", (route) => {
  const address = new URL(href(route), "https://desk.example");
  expect(parse(address.pathname, address.search)).toEqual(route);
});

test("a permalink opens the conversation among all", () => {
  expect(parse("/c/5b2e")).toEqual(inbox("all", "5b2e"));
});

test("an address that is none says so", () => {
  expect(parse("/inbox/nonsense")).toEqual({ page: "unknown" });
  expect(parse("/metrics/week", "ago=-1")).toEqual({ page: "unknown" });
  expect(parse("/metrics/nonsense")).toEqual({ page: "unknown" });
  expect(parse("/metrics/time/nonsense")).toEqual({ page: "unknown" });
  expect(parse("/nonsense")).toEqual({ page: "unknown" });
  expect(parse("/turns/9d4c/nonsense")).toEqual({ page: "unknown" });
  expect(parse("/knowledge/nonsense")).toEqual({ page: "unknown" });
});
