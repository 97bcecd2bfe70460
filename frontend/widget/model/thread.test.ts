import { expect, test } from "vitest";

import type {
  PublicConversation as Conversation,
  PublicEvent,
  PublicMessage as Message,
  PublicState,
} from "../../generated/shapes";
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
    chosen: null,
    attachments: [],
    created_at: AT,
    ...given,
  };
}

const state: PublicState = {
  status: "assistant",
  agent_name: null,
  queue_place: null,
  resolved_at: null,
  back_at: null,
  usual_minutes: null,
  survey: null,
};

const thread: Conversation = {
  ...state,
  id: "c",
  public_seq: 2,
  messages: [message(2)],
  linked_from: false,
  waits_elsewhere: false,
};

function told(
  type: PublicEvent["type"],
  public_seq: number,
  data: object = {},
  after: Partial<PublicState> = {},
): PublicEvent {
  const conversation = { ...state, ...after };
  return { ...data, type, public_seq, at: AT, conversation } as PublicEvent;
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
  expect(apply(ahead, told("message.created", 3, message(3)))).toMatchObject({
    public_seq: 3,
    messages: [message(2), message(3), message(4)],
  });
});

test("who it is with is as the desk says", () => {
  const waiting = { status: "waiting", queue_place: 4 } as const;
  const person = { status: "person", agent_name: "Mara" } as const;
  const inLine = apply(thread, told("conversation.handed_off", 3, {}, waiting));
  expect(inLine).toEqual({ ...thread, ...waiting, public_seq: 3 });
  const joined = inLine && apply(inLine, told("conversation.taken_over", 4, person, person));
  expect(joined).toEqual({ ...thread, ...person, public_seq: 4 });
});

test("what was pressed below a reply stands there, also when pressed in another tab", () => {
  const pressed = { message_id: "m2", chosen: "yes", was_helpful: true };
  expect(apply(thread, told("message.judged", 3, pressed))?.messages).toEqual([
    message(2, { chosen: "yes" }),
  ]);
  const ofOldDesk = { message_id: "m2", was_helpful: true };
  expect(apply(thread, told("message.judged", 3, ofOldDesk))?.messages).toEqual([message(2)]);
});

test("unread are the replies of others after what was seen", () => {
  const others = [3, 4].map((seq) => message(seq, { author: "assistant" }));
  const longer = { ...thread, messages: [...thread.messages, ...others] };
  expect([0, 3, 4].map((seen) => unread(longer, seen))).toEqual([2, 1, 0]);
  expect(unread(null, 0)).toBe(0);
});
