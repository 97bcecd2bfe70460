import { expect, test } from "vitest";
import { alarmOf } from "./alarms.ts";
import type { DeskEvent, Row } from "./api.ts";

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
  expect(alarmOf(came, "me", [], NOW)).toBe(
    "#17 came to you: Rosa · Urgent · waiting 40 min · customer asked",
  );
});

test("who took it themselves, or gets nothing, hears nothing", () => {
  expect(alarmOf(event("conversation.assigned", { by: "me", assignee_id: "me" }), "me", [], NOW)).toBeNull();
  expect(alarmOf(event("conversation.assigned", { by: null, assignee_id: "you" }), "me", [], NOW)).toBeNull();
});

test("an event about a conversation that went on to somebody else is old", () => {
  const came = event("conversation.assigned", { by: null, assignee_id: "me" }, { assignee_id: "you" });
  expect(alarmOf(came, "me", [], NOW)).toBeNull();
});

test.each([
  ["mine", { assignee_id: "me" }, true],
  ["a colleague's", { assignee_id: "you" }, false],
  ["nobody's", { assignee_id: null }, true],
  ["nobody's, of my team", { assignee_id: null, team_id: "t" }, true],
  ["nobody's, of another team", { assignee_id: null, team_id: "u" }, false],
] as const)("a late reply in %s conversation", (_, of, isHeard) => {
  const data = { alarm: "late", due_at: "2026-01-05T12:10:00Z", waiting_since: row.waiting_since };
  const said = alarmOf(event("reply.late", data, of), "me", ["t"], NOW);
  expect(said).toBe(isHeard ? "#17 is late: a customer has waited 40 min." : null);
});
