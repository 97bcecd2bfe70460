/** The widget's state and actions; the view is a function of the state. */
import { backoffMs, pause } from "../../shared/backoff";
import type {
  Accepted,
  CurrentConversation,
  Opened,
  Option,
  PublicConversation,
  PublicMessage,
} from "../../generated/shapes";
import { ApiError, type Api, type Upload } from "./api";
import type { Keep } from "./keep";
import { follow, type Told } from "./live";
import * as outboxes from "./outbox";
import type { Entry, Outbox } from "./outbox";
import * as threads from "./thread";

const SLOW_MS = 8_000; // after this the customer sees that it is slow
const TYPING_MS = 6_000; // agents' browsers repeat "typing" every few seconds
const LOST_MS = 3_000; // shorter breaks are not shown
const PLACE_MS = 30_000; // the place in line changes without an event
const WISH_MS = 2_000; // wait this long for unsent messages, which the brief should contain

type Timer = "slow" | "typing" | "lost" | "place";

export interface State {
  session: "none" | "opening" | "open" | "failed";
  /** Why the session failed, in the desk's words. */
  why: string;
  contact: Opened["contact"] | null;
  inboxName: string;
  thread: PublicConversation | null;
  outbox: Outbox;
  isOnline: boolean;
  isLost: boolean;
  typing: string | null;
  isSlow: boolean;
  unread: number;
  isOpen: boolean;
  /** The next message starts a conversation of its own. */
  isApart: boolean;
  /** Whether the desk sends mail, so that an address is of use. */
  asksEmail: boolean;
}

export type Happening =
  | { name: "open" | "close" | "human"; detail: null }
  | { name: "unread"; detail: number }
  | { name: "message"; detail: PublicMessage };

export class Chat {
  state: State;
  readonly #api: Api;
  readonly #keep: Keep;
  readonly #onChange: () => void;
  readonly #onHappening: (happening: Happening) => void;
  readonly #ended = new AbortController();
  #followed: { id: string; stop: AbortController } | null = null;
  #sending: Partial<Record<Entry["kind"], Promise<void>>> = {};
  #timers: Partial<Record<Timer, ReturnType<typeof setTimeout>>> = {};

  constructor(
    api: Api,
    keep: Keep,
    onChange: () => void,
    onHappening: (happening: Happening) => void,
  ) {
    this.#api = api;
    this.#keep = keep;
    this.#onChange = onChange;
    this.#onHappening = onHappening;
    this.state = {
      session: "none",
      why: "",
      contact: null,
      inboxName: "",
      thread: null,
      outbox: outboxes.load(keep.get("outbox")),
      isOnline: navigator.onLine,
      isLost: false,
      typing: null,
      isSlow: false,
      unread: 0,
      isOpen: false,
      isApart: false,
      asksEmail: false,
    };
    const { signal } = this.#ended;
    addEventListener("online", () => this.#online(true), { signal });
    addEventListener("offline", () => this.#online(false), { signal });
    document.addEventListener("visibilitychange", () => this.#looked(), { signal });
    if (api.isKnown || this.state.outbox.length > 0) void this.connect();
  }

  /** Whether the assistant has a question to answer. */
  get isWorking(): boolean {
    const { thread, outbox } = this.state;
    const isAsked = thread?.messages.at(-1)?.author === "customer";
    return thread?.status === "assistant" && isAsked && !outbox.some((e) => e.kind === "person");
  }

  get draft(): string {
    return this.#keep.get("draft") ?? "";
  }

  set draft(text: string) {
    this.#keep.set("draft", text || null);
  }

  get skippedEmail(): boolean {
    return this.#keep.get("skipped") !== null;
  }

  open(): void {
    this.#change({ isOpen: true });
    this.#onHappening({ name: "open", detail: null });
    if (this.state.session === "none" || this.state.session === "failed") void this.connect();
    this.#seen();
  }

  close(): void {
    this.#change({ isOpen: false });
    this.#onHappening({ name: "close", detail: null });
  }

  /** Open the session, show the conversation, and send what is waiting. */
  async connect(): Promise<void> {
    if (this.state.session !== "open") this.#change({ session: "opening" });
    await this.#open().catch(() => undefined); // the state shows a failure
    this.#sendWaiting();
  }

  say(
    text: string,
    attachments: outboxes.UnsentMessage["attachments"] = [],
    picks?: outboxes.UnsentMessage["picks"],
  ): void {
    const apart = this.state.isApart && picks === undefined;
    const unsent = { key: newKey(), state: "waiting", why: null } as const;
    this.#put({ kind: "message", ...unsent, text, attachments, picks, apart });
    this.#change({ isApart: false });
  }

  /** Press an option below a reply: its words are sent like a message, except those for a person. */
  press({ id: message }: PublicMessage, { id: option, kind, label }: Option): void {
    if (kind === "person") this.askForPerson();
    else this.say(label, [], { message, option });
  }

  /** Ask something new beside what waits for people, or go back to that. */
  beApart(isApart: boolean): void {
    this.#change({ isApart });
  }

  /** Works at once: no form, no question, no connection needed. */
  askForPerson(): void {
    this.#put({ kind: "person", key: newKey(), state: "waiting", why: null });
    this.#onHappening({ name: "human", detail: null });
  }

  again(key: string): void {
    this.#outbox(outboxes.mark(this.state.outbox, key, "waiting"));
    this.#sendWaiting();
  }

  discard(key: string): void {
    this.#outbox(outboxes.remove(this.state.outbox, key));
  }

  /** The newest unsent rating of this conversation. */
  get unsentRating(): outboxes.UnsentRating | undefined {
    const { thread, outbox } = this.state;
    return outbox
      .filter((entry) => entry.kind === "rating" && entry.conversation === thread?.id)
      .at(-1) as outboxes.UnsentRating | undefined;
  }

  get skippedRating(): boolean {
    return this.#keep.get("unrated") === this.state.thread?.id;
  }

  /** Stars first, then the same stars with a comment. */
  rate(stars: number, comment = ""): void {
    const conversation = this.state.thread?.id ?? "";
    const unsent = { key: newKey(), state: "waiting", why: null } as const;
    this.#put({ kind: "rating", ...unsent, conversation, stars, comment });
  }

  skipRating(): void {
    this.discard(this.unsentRating?.key ?? "");
    this.#keep.set("unrated", this.state.thread?.id ?? null);
    this.#onChange();
  }

  async leaveEmail(email: string): Promise<void> {
    await this.#api.call("POST", "/email", { email });
    const { contact } = this.state;
    if (contact) this.#change({ contact: { ...contact, has_email: true } });
  }

  skipEmail(): void {
    this.#keep.set("skipped", "1");
    this.#onChange();
  }

  upload(file: File, onProgress: (share: number) => void): Upload {
    return this.#api.upload(file, onProgress);
  }

  async download(id: string): Promise<Blob> {
    return (await this.#api.get(`/attachments/${id}`, this.#ended.signal)).blob();
  }

  /** Who the customer is, signed by the site. */
  identify(token: string): void {
    this.#api.identity = token;
    if (this.#api.isKnown || this.state.isOpen) void this.connect();
  }

  /** Forget everything, here at once and on the desk when the request arrives. */
  reset(): void {
    this.#api.forget();
    this.#keep.clear();
    this.end();
  }

  /** Stop everything in progress. */
  end(): void {
    this.#ended.abort();
    this.#api.end();
    this.#followed?.stop.abort();
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
  }

  async #open(): Promise<void> {
    try {
      const session = await this.#api.open();
      const { contact, inbox_name: inboxName, asks_email: asksEmail, conversation } = session;
      this.#change({ session: "open", why: "", contact, inboxName, asksEmail });
      this.#show(conversation);
    } catch (error) {
      this.#change({ session: "failed", why: error instanceof ApiError ? error.message : "" });
      throw error;
    }
  }

  #sendWaiting(): void {
    void this.#send("message");
    void this.#send("person");
    void this.#send("rating");
  }

  #put(entry: Entry): void {
    this.#outbox(outboxes.add(this.state.outbox, entry));
    void this.#send(entry.kind);
  }

  /** Send what is waiting, oldest first. Refused messages are left to the customer. */
  #send(kind: Entry["kind"]): Promise<void> {
    return (this.#sending[kind] ??= this.#sendAll(kind));
  }

  async #sendAll(kind: Entry["kind"]): Promise<void> {
    try {
      for (let attempt = 0; ; ) {
        // Also a moment for messages, so that it can't finish before `#send` has stored it.
        await (kind === "person" && Promise.race([this.#sending.message, after(WISH_MS)]));
        const entry = outboxes.next(this.state.outbox, kind);
        if (entry === undefined || this.#ended.signal.aborted) return;
        try {
          if (this.state.session !== "open") await this.#open();
          await (entry.kind === "message" ? this.#deliver(entry) : this.#ask(entry));
          attempt = 0;
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          const state = error.mayPass ? "waiting" : "refused";
          this.#outbox(outboxes.mark(this.state.outbox, entry.key, state, error.message || null));
          if (state === "refused") continue;
          const waitMs = Math.max(error.retryAfterS * 1000, backoffMs(attempt, Math.random()));
          attempt += 1;
          await pause(waitMs, this.#ended.signal);
        }
      }
    } catch (error) {
      if (!this.#ended.signal.aborted) throw error;
    } finally {
      delete this.#sending[kind];
    }
  }

  async #deliver({ key, text, attachments, picks, apart }: outboxes.UnsentMessage): Promise<void> {
    const { conversation_id, message } = await this.#api.call<Accepted>("POST", "/messages", {
      text,
      client_key: key,
      attachments: attachments.map(({ id }) => id),
      picks,
      apart,
    });
    let { thread } = this.state;
    if (thread && picks) thread = threads.pressed(thread, picks.message, picks.option);
    // Without a message the press came too late: then it is only recorded.
    if (thread?.id === conversation_id) {
      this.#show(message ? threads.insert(thread, message) : thread);
    } else await this.#refresh();
    this.#outbox(outboxes.remove(this.state.outbox, key));
  }

  async #ask(entry: outboxes.UnsentWish | outboxes.UnsentRating): Promise<void> {
    if (entry.kind === "person") {
      await this.#api.call("POST", "/person", { client_key: entry.key });
    } else {
      const { conversation: conversation_id, stars, comment } = entry;
      await this.#api.call("POST", "/rating", { conversation_id, stars, comment });
    }
    await this.#refresh();
    this.#outbox(outboxes.remove(this.state.outbox, entry.key));
  }

  /** Refresh in the background: if it fails, the stream will bring what is new. */
  #catchUp(): void {
    this.#refresh().catch(() => undefined);
  }

  async #refresh(): Promise<void> {
    const { thread, contact } = this.state;
    const { conversation } = await this.#api.call<CurrentConversation>("GET", "/conversation");
    const isLate = thread !== this.state.thread || contact !== this.state.contact;
    if (isLate) return this.#refresh(); // it may be outdated, or for another customer
    this.#show(conversation);
  }

  #show(thread: PublicConversation | null): void {
    if (this.#ended.signal.aborted) return;
    const before = this.state.thread;
    if (before && before.id === thread?.id && before.public_seq > thread.public_seq) return;
    const wasWorking = this.isWorking;
    this.#change({ thread });
    if (this.isWorking !== wasWorking) {
      this.#change({ isSlow: false });
      this.#time("slow", wasWorking ? null : SLOW_MS, () => this.#change({ isSlow: true }));
    }
    if (before?.id === thread?.id) {
      const known = new Set(before?.messages.map(({ id }) => id));
      for (const message of thread?.messages ?? []) {
        if (!known.has(message.id) && message.author !== "customer") {
          this.#change({ typing: null });
          this.#onHappening({ name: "message", detail: message });
        }
      }
    }
    this.#seen();
    this.#watchPlace();
    this.#follow(thread?.id ?? null);
  }

  #watchPlace(): void {
    const { thread } = this.state;
    const isInLine = typeof thread?.queue_place === "number" || thread?.waits_elsewhere;
    this.#time("place", isInLine ? PLACE_MS : null, () => {
      this.#watchPlace();
      this.#catchUp();
    });
  }

  #follow(id: string | null): void {
    if (this.#followed?.id === id) return;
    this.#followed?.stop.abort();
    this.#followed = null;
    if (id === null || this.#ended.signal.aborted) return;
    const stop = new AbortController();
    this.#followed = { id, stop };
    follow({
      api: this.#api,
      conversation: id,
      after: () => this.state.thread?.public_seq ?? 0,
      tell: (told) => this.#hear(told),
      signal: stop.signal,
    });
  }

  #hear(told: Told): void {
    switch (told.kind) {
      case "event": {
        const { thread } = this.state;
        const after = thread && threads.apply(thread, told.event);
        if (after) this.#show(after);
        else this.#catchUp();
        break;
      }
      case "typing":
        this.#change({ typing: told.name });
        this.#time("typing", TYPING_MS, () => this.#change({ typing: null }));
        break;
      case "connected":
        if (told.is) this.#change({ isLost: false });
        if (told.is || this.#timers.lost === undefined) {
          this.#time("lost", told.is ? null : LOST_MS, () => this.#change({ isLost: true }));
        }
        break;
      case "gone":
        this.#follow(null);
        this.#catchUp();
        break;
    }
  }

  #online(isOnline: boolean): void {
    this.#change({ isOnline });
    if (isOnline && this.state.session === "failed") void this.connect();
  }

  /** The customer came back to this tab: another tab may have started the conversation. */
  #looked(): void {
    this.#seen();
    if (!document.hidden && this.state.session === "open") this.#catchUp();
  }

  /** Mark what is visible as read, here and on the desk; count the rest as unread. */
  #seen(): void {
    const { thread, isOpen, unread } = this.state;
    const isSeen = isOpen && !document.hidden;
    const before = this.#keep.get("seen") ?? "";
    const seen = isSeen && thread ? `${thread.id} ${thread.public_seq}` : before;
    if (seen !== before) {
      this.#keep.set("seen", seen);
      this.#api.call("POST", "/seen").catch(() => undefined);
    }
    const [id, place] = seen.split(" ");
    const now = threads.unread(thread, id === thread?.id ? Number(place) : 0);
    if (now === unread) return;
    this.#change({ unread: now });
    this.#onHappening({ name: "unread", detail: now });
  }

  #time(name: Timer, ms: number | null, then: () => void): void {
    clearTimeout(this.#timers[name]);
    if (ms === null) delete this.#timers[name];
    else this.#timers[name] = setTimeout(then, ms);
  }

  #outbox(outbox: Outbox): void {
    if (this.#ended.signal.aborted) return;
    const kept = outboxes.load(this.#keep.get("outbox"));
    this.#keep.set("outbox", outboxes.dump(outboxes.replace(kept, this.state.outbox, outbox)));
    this.#change({ outbox });
  }

  #change(change: Partial<State>): void {
    if (this.#ended.signal.aborted) return;
    this.state = { ...this.state, ...change };
    this.#onChange();
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A random id, also where randomUUID is missing (no secure context). */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
