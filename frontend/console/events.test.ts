import { describe, expect, test } from "vitest";
import type { DeskEvent, Draft, Message, Row, Thread } from "./api.ts";
import { belongs, patchRow, patchThread, withEarlier } from "./events.ts";

const AT = "2026-01-05T12:00:00Z";

const row: Row = {
  id: "c",
  number: 7,
  subject: "VAT",
  status: "open",
  owner: "human",
  priority: "normal",
  category: "",
  product: "",
  tags: [],
  team_id: null,
  assignee_id: null,
  resolution: null,
  handoff_reason: null,
  handoff_rule: null,
  handed_off_at: AT,
  human_replied_at: null,
  waiting_since: AT,
  last_message_at: AT,
  snoozed_until: null,
  resolved_at: null,
  created_at: AT,
  version: 3,
  seq: 5,
  public_seq: 4,
  last_decision: null,
  linked_from: null,
  inbox_id: "i",
  contact_id: "k",
  contact: { id: "k", name: "Rosa", email: "", is_verified: false },
  inbox_name: "Shop",
  team_name: null,
  assignee_name: null,
  preview: "Hello",
  waits_for: "person",
  draft: false,
  stars: null,
  language: "",
  warn_at: null,
  due_at: null,
  alarm: null,
  assigned_why: null,
  assigned_at: null,
};

const thread: Thread = {
  conversation: row,
  contact: {
    id: "k",
    external_realm: null,
    external_id: null,
    name: "Rosa",
    email: "",
    left_email: "",
    is_verified: false,
    is_internal: false,
    is_high_value: false,
    people_first: false,
    is_blocked: false,
    product: "",
    plan: "",
    locale: "",
    attributes: {},
    created_at: AT,
    seen_at: null,
    version: 1,
  },
  messages: [],
  draft: null,
  brief: null,
  other_open: [],
  turns: [],
  present: [],
  rating: null,
  surveyed_at: null,
};

/** An event, with the conversation as it is after it, or after later ones. */
const event = (
  type: DeskEvent["type"],
  data: object,
  { seq = 6, after = {} }: { seq?: number; after?: Partial<Row> } = {},
) =>
  ({
    conversation_id: "c",
    seq,
    type,
    data,
    at: AT,
    conversation: { ...row, seq, ...after },
  }) as DeskEvent;

const said = (author: Message["author"], text: string): Partial<Message> => ({
  id: text,
  author,
  kind: "reply",
  text,
  created_at: AT,
  decision: null,
});

describe("a thread", () => {
  test("takes the message whose number follows", () => {
    const after = { waiting_since: null, waits_for: "customer" } as const;
    const told = event("message.created", said("agent", "Here it is"), { after });
    expect(patchThread(thread, told)).toMatchObject({
      kind: "whole",
      thread: { messages: [{ text: "Here it is" }], conversation: { ...after, seq: 6 } },
    });
  });

  test("knows old events, and asks again after a gap", () => {
    expect(patchThread(thread, event("message.created", said("agent", "x"), { seq: 5 })).kind).toBe("old");
    expect(patchThread(thread, event("message.created", said("agent", "x"), { seq: 7 })).kind).toBe("gap");
  });

  test("has an outdated draft once the customer writes", () => {
    const draft: Draft = {
      turn_id: "t",
      decision: "answer",
      text: "",
      sources: [],
      confidence: null,
      seen_seq: 5,
      created_at: AT,
      is_outdated: false,
    };
    const patched = patchThread(
      { ...thread, draft },
      event("message.created", said("customer", "And also")),
    );
    expect(patched).toMatchObject({ thread: { draft: { is_outdated: true } } });
  });

  test("marks the message a customer judged", () => {
    const judged = {
      ...thread,
      messages: [{ ...said("assistant", "m"), was_helpful: null } as Message],
    };
    const patched = patchThread(
      judged,
      event("message.judged", { message_id: "m", chosen: "yes", was_helpful: true }),
    );
    expect(patched).toMatchObject({
      kind: "whole",
      thread: { messages: [{ chosen: "yes", was_helpful: true }] },
    });
  });

  test("keeps the no to a message whose other article was picked later", () => {
    const judged = {
      ...thread,
      messages: [{ ...said("assistant", "m"), was_helpful: false } as Message],
    };
    const told = { message_id: "m", chosen: "article:a", was_helpful: null };
    expect(patchThread(judged, event("message.judged", told))).toMatchObject({
      thread: { messages: [{ chosen: "article:a", was_helpful: false }] },
    });
  });
});

describe("a thread read again", () => {
  const messages = (...ids: string[]) => ids.map((id) => said("customer", id) as Message);
  const known = { ...thread, messages: messages("1", "2", "3") };

  test("keeps the earlier messages that it joins on to", () => {
    const read = { ...thread, messages: messages("3", "4") };
    expect(withEarlier(known, read).messages).toEqual(messages("1", "2", "3", "4"));
  });

  test("has no hole: what it does not join on to goes", () => {
    const read = { ...thread, messages: messages("8", "9") };
    expect(withEarlier(known, read)).toBe(read);
    expect(withEarlier(null, read)).toBe(read);
  });
});

describe("a row", () => {
  test("stands as the desk says that it does after the event", () => {
    const after = { owner: "assistant", assignee_name: null, version: 4 } as const;
    const told = event("conversation.handed_back", {}, { after });
    expect(patchRow({ ...row, assignee_name: "Mara" }, told)).toEqual({ ...row, ...after, seq: 6 });
  });

  test("keeps its own place while later events are on their way", () => {
    const told = event("conversation.taken_over", {}, { after: { seq: 8, version: 5 } });
    expect(patchRow(row, told)).toMatchObject({ seq: 6, version: 5 });
  });

  test("keeps what an act of this screen has made newer", () => {
    const told = event("conversation.changed", {}, { after: { priority: "high", version: 4 } });
    const acted: Row = { ...row, status: "resolved", version: 5 };
    expect(patchRow(acted, told)).toEqual({ ...acted, seq: 6 });
  });

  test("is left alone by an event it already knows", () => {
    expect(patchRow(row, event("conversation.resolved", { resolution: "agent" }, { seq: 5 }))).toBe(row);
  });
});

test("a view keeps what belongs to it", () => {
  expect(belongs(row, "unassigned", "me")).toBe(true);
  expect(belongs({ ...row, assignee_id: "me" }, "mine", "me")).toBe(true);
  expect(belongs({ ...row, status: "resolved" }, "unassigned", "me")).toBe(false);
  expect(belongs({ ...row, team_id: "x" }, "team.x", "me")).toBe(true);
});
