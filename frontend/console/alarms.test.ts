import { expect, test } from "vitest";
import { alarmOf } from "./alarms.ts";
import type { DeskEvent, Row } from "./api.ts";

const ME = { id: "me", teams: [], leads: false };
const NOW = Date.parse("2026-01-05T12:40:00Z");

const row = {
  id: "c",
  number: 17,
  assignee_id: "me",
  team_id: null,
  priority: "urgent",
  waiting_since: "2026-01-05T12:00:00Z",
  handoff_reason: "customer_request",
  contact: { id: "k", name: "Rosa", email: "", is_verified: false },
} as unknown as Row;

function event(type: string, data: object, of: Partial<Row> = {}): DeskEvent {
  return { type, data, conversation: { ...row, ...of } } as unknown as DeskEvent;
}

test("who gets a conversation hears what came and why", () => {
  const came = event("conversation.assigned", { by: null, assignee_id: "me" });
  expect(alarmOf(came, ME, NOW)).toBe(
    "#17 came to you: Rosa · Urgent · waiting 40 min · customer asked",
  );
});

test("who took it themselves, or gets nothing, hears nothing", () => {
  expect(alarmOf(event("conversation.assigned", { by: "me", assignee_id: "me" }), ME, NOW)).toBeNull();
  expect(alarmOf(event("conversation.assigned", { by: null, assignee_id: "you" }), ME, NOW)).toBeNull();
});

test("an event about a conversation that went on to somebody else is old", () => {
  const came = event("conversation.assigned", { by: null, assignee_id: "me" }, { assignee_id: "you" });
  expect(alarmOf(came, ME, NOW)).toBeNull();
});

test.each([
  ["warned", "mine", { assignee_id: "me" }, "agent", true],
  ["warned", "a colleague's", { assignee_id: "you" }, "agent", false],
  ["warned", "nobody's", { assignee_id: null }, "agent", true],
  ["late", "a colleague's", { assignee_id: "you" }, "agent", true],
  ["late", "nobody's, of my team", { assignee_id: null, team_id: "t" }, "agent", true],
  ["late", "nobody's, of another team", { assignee_id: null, team_id: "u" }, "agent", false],
  ["lead", "a colleague's of another team", { assignee_id: "you", team_id: "u" }, "agent", false],
  ["lead", "a colleague's of another team", { assignee_id: "you", team_id: "u" }, "lead", true],
  ["late", "a colleague's of another team", { assignee_id: "you", team_id: "u" }, "lead", false],
] as const)("%s: a reply in %s conversation, as %s", (alarm, _, of, role, isHeard) => {
  const data = { alarm, due_at: "2026-01-05T12:10:00Z", waiting_since: row.waiting_since };
  const listener = { ...ME, teams: ["t"], leads: role === "lead" };
  expect(alarmOf(event("reply.late", data, of), listener, NOW) !== null).toBe(isHeard);
});

test("a late reply says how long the customer has waited", () => {
  const data = { alarm: "late", due_at: "2026-01-05T12:10:00Z", waiting_since: row.waiting_since };
  expect(alarmOf(event("reply.late", data), ME, NOW)).toBe("#17 is late: a customer has waited 40 min.");
});
