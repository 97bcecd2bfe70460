import { expect, test } from "vitest";

import type { Conversation, Message } from "../../shared/widget-api";
import { apply, insert, unread } from "./thread";

const AT = "2026-02-10T12:00:00Z";

function message(public_seq: number, given: Partial<Message> = {}): Message {
  return {
    id: `m${public_seq}`,
    public_seq,
    author: "customer",
    kind: "reply",
    text: "",
    agent_name: null,
    decision: null,
    options: [],
    sources: [],
    was_helpful: null,
    attachments: [],
    created_at: AT,
    ...given,
  };
}

const thread: Conversation = {
  id: "c",
  status: "assistant",
  agent_name: null,
  queue_place: null,
  public_seq: 2,
  messages: [message(2)],
  linked_from: false,
  resolved_at: null,
};

function told(type: string, public_seq: number, data: object = {}) {
  return { ...data, type, public_seq, at: AT };
}

test("a message that follows is added, told twice it is there once", () => {
  const answer = message(3, { author: "assistant" });
  const event = told("message.created", 3, answer);
  const after = apply(thread, event);
  expect(after).toEqual({ ...thread, public_seq: 3, messages: [message(2), answer] });
  expect(after && apply(after, event)).toBe(after);
});

test("a gap asks for the whole", () => {
  expect(apply(thread, told("message.created", 4, message(4)))).toBeNull();
});

test("the desk's answer may come before or after its event", () => {
  const early = insert(thread, message(3));
  expect(early.public_seq).toBe(3);
  const ahead = insert(thread, message(4));
  expect(ahead.public_seq).toBe(2);
  expect(apply(ahead, told("conversation.taken_over", 3, { agent_name: "Mara" }))).toMatchObject({
    status: "person",
    agent_name: "Mara",
    messages: [message(2), message(4)],
  });
});

test("a person's reply, the way back and the end change who it is with", () => {
  const reply = message(3, { author: "agent", agent_name: "Mara" });
  const person = apply(thread, told("message.created", 3, reply));
  expect(person).toMatchObject({ status: "person", agent_name: "Mara" });
  const back = person && apply(person, told("conversation.handed_back", 4));
  expect(back).toMatchObject({ status: "assistant", agent_name: null });
  expect(back && apply(back, told("conversation.resolved", 5))).toMatchObject({
    status: "resolved",
    resolved_at: AT,
  });
});

test("what only the desk knows is asked for", () => {
  expect(apply(thread, told("conversation.handed_off", 3))).toBeNull();
  expect(apply(thread, told("conversation.reopened", 3))).toBeNull();
});

test("unread are the replies of others after what was seen", () => {
  const others = [3, 4].map((seq) => message(seq, { author: "assistant" }));
  const longer = { ...thread, messages: [...thread.messages, ...others] };
  expect([0, 3, 4].map((seen) => unread(longer, seen))).toEqual([2, 1, 0]);
  expect(unread(null, 0)).toBe(0);
});
