import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type {
  Option,
  PublicConversation as Conversation,
  PublicMessage as Message,
} from "../../generated/shapes";
import { Api } from "./api";
import { Chat } from "./chat";
import { createKeep, type Keep } from "./keep";
import { FakeDesk, fakePage, FakeStorage, settled } from "./testing";

let desk: FakeDesk;
let keep: Keep;
let page: ReturnType<typeof fakePage>;
let chat: Chat;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  page = fakePage();
  desk = new FakeDesk();
  new FakeStorage();
  keep = createKeep("shop");
});

afterEach(() => {
  chat.end();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function newChat(): Chat {
  const api = new Api("https://desk.example", "shop", keep, null);
  return new Chat(
    api,
    keep,
    () => undefined,
    () => undefined,
  );
}

function session(conversation: Conversation | null, token = "ours") {
  const contact = { name: "", is_verified: false, has_email: false };
  return { token, contact, company: "Alder", inbox_name: "Shop", conversation };
}

function message(public_seq: number, author: Message["author"] = "assistant"): Message {
  return {
    id: `m${public_seq}`,
    public_seq,
    author,
    kind: "reply",
    text: "",
    agent_name: null,
    decision: null,
    options: [],
    sources: [],
    was_helpful: null,
    chosen: null,
    attachments: [],
    created_at: "2026-02-10T12:00:00Z",
  };
}

function thread(id: string, public_seq: number, given: Partial<Conversation> = {}): Conversation {
  return {
    id,
    status: "assistant",
    agent_name: null,
    queue_place: null,
    public_seq,
    messages: [message(public_seq)],
    linked_from: false,
    waits_elsewhere: false,
    back_at: null,
    usual_minutes: null,
    survey: null,
    resolved_at: null,
    ...given,
  };
}

/** A chat that is open and shows a conversation. */
async function opened(conversation: Conversation | null = null): Promise<Chat> {
  chat = newChat();
  chat.open();
  await desk.answer("POST /sessions", 200, session(conversation));
  return chat;
}

/** The customer looks at the page again. */
async function look(): Promise<void> {
  page.document.dispatchEvent(new Event("visibilitychange"));
  await settled();
}

test("an accepted message stays in sight until the conversation has it", async () => {
  await opened();
  chat.say("Hello");
  const accepted = { conversation_id: "c", message: message(2, "customer") };
  await desk.answer("POST /messages", 202, accepted);
  await desk.answer("GET /conversation", 503);
  expect(chat.state.outbox).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  await desk.answer("POST /messages", 202, accepted);
  await desk.answer("GET /conversation", 200, { conversation: thread("c", 2) });
  expect(chat.state.outbox).toEqual([]);
  expect(chat.state.thread?.id).toBe("c");
});

const NO: Option = { id: "no", label: "No", kind: "no", article_id: null };
const PERSON: Option = { id: "person", label: "Talk to a person", kind: "person", article_id: null };

test("a pressed option is sent like a message, with its key, and shown at once", async () => {
  const reply = message(1);
  await opened(thread("c", 1, { messages: [reply] }));
  chat.press(reply, NO);
  expect(chat.state.outbox).toMatchObject([{ text: "No", picks: { message: "m1", option: "no" } }]);
  const sent = await desk.next("POST /messages");
  expect(sent.body).toMatchObject({
    text: "No",
    client_key: chat.state.outbox[0]?.key,
    picks: { message: "m1", option: "no" },
  });
  const own = { ...message(3, "customer"), text: "No" };
  sent.answer(202, { conversation_id: "c", message: own });
  await settled();
  expect(chat.state.outbox).toEqual([]);
  expect(chat.state.thread?.messages).toEqual([{ ...reply, chosen: "no" }, own]);
  expect(chat.isWorking).toBe(true);
});

test("a press that came too late leaves nothing behind but what was pressed", async () => {
  const reply = message(1);
  await opened(thread("c", 1, { messages: [reply] }));
  chat.press(reply, NO);
  await desk.answer("POST /messages", 202, { conversation_id: "c", message: null });
  expect(chat.state.outbox).toEqual([]);
  expect(keep.get("outbox")).toBeNull();
  expect(chat.state.thread?.messages).toEqual([{ ...reply, chosen: "no" }]);
  expect(chat.isWorking).toBe(false);
});

test("a press without a connection is kept, and sent again with the same key", async () => {
  const reply = message(1);
  await opened(thread("c", 1, { messages: [reply] }));
  chat.press(reply, NO);
  const { key } = chat.state.outbox[0] ?? {};
  await desk.answer("POST /messages", 503);
  expect(JSON.parse(keep.get("outbox") ?? "")).toMatchObject([{ key, text: "No" }]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect((await desk.next("POST /messages")).body).toMatchObject({
    client_key: key,
    picks: { message: "m1", option: "no" },
  });
});

test("a press for a person asks for one, as everywhere", async () => {
  await opened(thread("c", 1));
  chat.press(message(1), PERSON);
  await desk.next("POST /person");
  expect(desk.routes).not.toContain("POST /messages");
});

test("the wish for a person follows what was written before it", async () => {
  await opened(thread("c", 1));
  chat.say("The handle is loose.");
  chat.askForPerson();
  await desk.answer("POST /messages", 202, { conversation_id: "c", message: message(2) });
  await desk.next("POST /person");
});

test("the wish for a person waits two seconds at most", async () => {
  await opened(thread("c", 1));
  chat.say("The handle is loose.");
  chat.askForPerson();
  await desk.next("POST /messages");
  await vi.advanceTimersByTimeAsync(1_999);
  expect(desk.routes).not.toContain("POST /person");
  await vi.advanceTimersByTimeAsync(1);
  await desk.next("POST /person");
});

test("a wish for a person that was refused can be made again", async () => {
  await opened(thread("c", 1));
  chat.askForPerson();
  await desk.answer("POST /person", 422, { detail: "No." });
  expect(chat.state.outbox).toMatchObject([{ state: "refused", why: "No." }]);
  chat.askForPerson();
  await desk.answer("POST /person", 202, { conversation_id: "c" });
  await desk.answer("GET /conversation", 200, { conversation: thread("c", 2) });
  expect(chat.state.outbox).toEqual([]);
});

test("the desk is told what was seen: of an open chat, in sight, once", async () => {
  page.document.hidden = true;
  await opened(thread("c", 1));
  expect(desk.routes).not.toContain("POST /seen");
  page.document.hidden = false;
  await look();
  await desk.answer("POST /seen", 204);
  await desk.answer("GET /conversation", 200, { conversation: thread("c", 1) });
  expect(desk.routes).not.toContain("POST /seen");
  chat.close();
  await look();
  await desk.answer("GET /conversation", 200, { conversation: thread("c", 2) });
  expect(chat.state.unread).toBe(1);
  expect(desk.routes).not.toContain("POST /seen");
  chat.open();
  await desk.next("POST /seen");
});

test("a late answer does not take away what is newer", async () => {
  await opened();
  await look();
  const late = await desk.next("GET /conversation");
  chat.identify("signed");
  await desk.answer("POST /sessions", 200, session(thread("theirs", 3), "theirs"));
  late.answer(200, { conversation: thread("others", 9) });
  await settled();
  expect(chat.state.thread?.id).toBe("theirs");
  await desk.answer("GET /conversation", 200, { conversation: thread("theirs", 2) });
  expect(chat.state.thread).toMatchObject({ id: "theirs", public_seq: 3 });
});

test("after a reset nothing that is late is kept or shown", async () => {
  await opened(thread("c", 1));
  chat.say("One");
  chat.say("Two");
  const late = await desk.next("POST /messages");
  chat.reset();
  late.answer(202, { conversation_id: "c", message: message(2, "customer") });
  await settled();
  const names = ["token", "outbox", "seen"] as const;
  expect(names.map((name) => keep.get(name))).toEqual([null, null, null]);
  expect(chat.state.thread?.public_seq).toBe(1);
});

test("a session that opens after the reset is nobody's", async () => {
  keep.set("token", "last");
  chat = newChat();
  const late = await desk.next("POST /sessions");
  chat.reset();
  late.answer(200, session(thread("c", 1)));
  await settled();
  expect(keep.get("token")).toBeNull();
  expect(chat.state.thread).toBeNull();
});

test("what another tab has not sent yet stays kept", async () => {
  await opened(thread("c", 1));
  const other = newChat();
  await desk.answer("POST /sessions", 200, session(thread("c", 1)));
  other.say("From the other tab");
  chat.say("From this one");
  expect(JSON.parse(keep.get("outbox") ?? "")).toMatchObject([
    { text: "From the other tab" },
    { text: "From this one" },
  ]);
  other.end();
});

test("the place in line is asked for twice a minute, also after one that failed", async () => {
  await opened(thread("c", 1, { status: "waiting", queue_place: 2 }));
  await vi.advanceTimersByTimeAsync(30_000);
  await desk.answer("GET /conversation", 503);
  await vi.advanceTimersByTimeAsync(30_000);
  const person = thread("c", 2, { status: "person" });
  await desk.answer("GET /conversation", 200, { conversation: person });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(desk.routes).not.toContain("GET /conversation");
});

test("stars wait for the connection with the comment after them, and go out in order", async () => {
  await opened(thread("c", 1, { status: "resolved" }));
  chat.rate(4);
  chat.rate(4, "Quick!");
  expect(chat.unsentRating).toMatchObject({ stars: 4, comment: "Quick!" });
  const given = { conversation_id: "c", stars: 4, comment: "" };
  const lost = await desk.next("POST /rating");
  expect(lost.body).toEqual(given);
  chat.end();
  lost.answer(503);

  chat = newChat(); // after a reload
  const resolved = thread("c", 1, { status: "resolved" });
  await desk.answer("POST /sessions", 200, session(resolved));
  for (const comment of ["", "Quick!"]) {
    const sent = await desk.next("POST /rating");
    expect(sent.body).toEqual({ ...given, comment });
    sent.answer(200, {});
    await desk.answer("GET /conversation", 200, { conversation: resolved });
  }
  expect(chat.state.outbox).toEqual([]);
});

test("a refused rating says why until it is skipped, and a skipped question stays so", async () => {
  await opened(thread("c", 1, { status: "resolved" }));
  chat.rate(1);
  await desk.answer("POST /rating", 409, { detail: "You rated this conversation already." });
  expect(chat.unsentRating?.why).toBe("You rated this conversation already.");
  chat.skipRating();
  expect([chat.unsentRating, chat.skippedRating]).toEqual([undefined, true]);
  chat.end();
  await opened(thread("c", 1, { status: "resolved" }));
  expect(chat.skippedRating).toBe(true);
  chat.end();
  await opened(thread("d", 1, { status: "resolved" }));
  expect(chat.skippedRating).toBe(false);
});
