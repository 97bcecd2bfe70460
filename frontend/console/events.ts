/** What an event changes in what is already known: the cache is patched if the number follows. Pure. */
import type { Message, Row, Thread, TurnLine } from "./api.ts";

export const EVENT_TYPES = [
  "conversation.started",
  "message.created",
  "conversation.handed_off",
  "conversation.taken_over",
  "conversation.handed_back",
  "conversation.assigned",
  "conversation.changed",
  "conversation.snoozed",
  "conversation.resolved",
  "conversation.reopened",
  "turn.taken",
  "draft.ready",
  "message.judged",
  "message.delivery",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export interface DeskEvent {
  conversation_id: string;
  seq: number;
  type: EventType;
  data: Record<string, unknown>;
  at: string;
}

/** What patching came to: nothing new, all known, known in part (ask quietly), or a gap (ask again). */
export type Patched =
  { kind: "old" } | { kind: "whole" | "part"; thread: Thread } | { kind: "gap" };

/** A thread after an event. */
export function patchThread(thread: Thread, event: DeskEvent): Patched {
  const known = thread.conversation.seq;
  if (event.seq <= known) return { kind: "old" };
  if (event.seq !== known + 1) return { kind: "gap" };
  const conversation = patchRow(thread.conversation, event);
  const next: Thread = { ...thread, conversation };
  switch (event.type) {
    case "message.created": {
      const message = messageOf(event);
      if (!thread.messages.some((one) => one.id === message.id)) {
        next.messages = [...thread.messages, message];
      }
      if (message.author === "agent" && message.kind === "reply") next.draft = null;
      if (message.author === "customer" && thread.draft) {
        next.draft = { ...thread.draft, is_outdated: true };
      }
      return { kind: "whole", thread: next };
    }
    case "message.judged":
      next.messages = changed(thread.messages, event, { was_helpful: event.data["was_helpful"] });
      return { kind: "whole", thread: next };
    case "message.delivery":
      next.messages = changed(thread.messages, event, { delivery: event.data["delivery"] });
      return { kind: "whole", thread: next };
    case "turn.taken":
      next.turns = [...thread.turns, turnOf(event)];
      return { kind: "whole", thread: next };
    case "conversation.handed_off":
      next.brief = (event.data["brief"] as Thread["brief"] | undefined) ?? thread.brief;
      return { kind: "part", thread: next };
    default:
      return { kind: "part", thread: next };
  }
}

/** A thread read again, below the earlier messages of it that were known and join on to it. */
export function withEarlier(known: Thread | null, read: Thread): Thread {
  const at = known?.messages.findIndex((one) => one.id === read.messages[0]?.id) ?? -1;
  return known && at > 0
    ? { ...read, messages: [...known.messages.slice(0, at), ...read.messages] }
    : read;
}

/** A list row after an event; its version is no longer known once anything but a message changed it. */
export function patchRow(row: Row, event: DeskEvent): Row {
  if (event.seq <= row.seq) return row;
  const next = { ...row, ...fieldsOf(row, event), seq: event.seq };
  return { ...next, waits_for: waitsFor(next) };
}

/** Whether a row belongs into a view; what the server would say of it. */
export function belongs(row: Row, view: string, me: string): boolean {
  const isHeld = row.status === "open" && row.owner === "human";
  if (view.startsWith("team.")) return isHeld && row.team_id === view.slice(5);
  switch (view) {
    case "mine":
      return isHeld && row.assignee_id === me;
    case "unassigned":
      return isHeld && row.assignee_id === null;
    case "urgent":
      return isHeld && row.priority === "urgent";
    case "assistant":
      return row.status === "pending";
    case "snoozed":
    case "resolved":
      return row.status === view;
    default:
      return true;
  }
}

function fieldsOf(row: Row, event: DeskEvent): Partial<Row> {
  const { data, at } = event;
  switch (event.type) {
    case "message.created":
      return spoken(row, messageOf(event));
    case "conversation.handed_off":
      return {
        status: "open",
        owner: "human",
        snoozed_until: null,
        resolved_at: null,
        resolution: null,
        handoff_reason: data["reason"] as string,
        handoff_rule: data["rule"] as string,
        priority: data["priority"] as Row["priority"],
        handed_off_at: at,
        human_replied_at: null,
        team_id: data["team_id"] as string | null,
        assignee_id: data["assignee_id"] as string | null,
        version: UNKNOWN,
      };
    case "conversation.taken_over":
      return {
        status: "open",
        owner: "human",
        snoozed_until: null,
        resolved_at: null,
        resolution: null,
        assignee_id: data["agent_id"] as string,
        assignee_name: data["agent_name"] as string,
        version: UNKNOWN,
      };
    case "conversation.handed_back":
      return {
        status: "pending",
        owner: "assistant",
        assignee_id: null,
        assignee_name: null,
        last_decision: null,
        version: UNKNOWN,
      };
    case "conversation.assigned":
      return {
        team_id: data["team_id"] as string | null,
        team_name: data["team_name"] as string | null,
        assignee_id: data["assignee_id"] as string | null,
        assignee_name: data["assignee_name"] as string | null,
        version: UNKNOWN,
      };
    case "conversation.changed":
      return {
        ...(typeof data["priority"] === "string"
          ? { priority: data["priority"] as Row["priority"] }
          : {}),
        ...(typeof data["category"] === "string" ? { category: data["category"] } : {}),
        ...(Array.isArray(data["tags"]) ? { tags: data["tags"] as string[] } : {}),
        version: UNKNOWN,
      };
    case "conversation.snoozed":
      return { status: "snoozed", snoozed_until: data["until"] as string, version: UNKNOWN };
    case "conversation.resolved":
      return {
        status: "resolved",
        resolved_at: at,
        resolution: data["resolution"] as string,
        snoozed_until: null,
        version: UNKNOWN,
      };
    case "conversation.reopened":
      return {
        status: row.owner === "assistant" && data["by"] === "customer" ? "pending" : "open",
        owner: row.owner === "assistant" && data["by"] === "customer" ? "assistant" : "human",
        snoozed_until: null,
        resolved_at: null,
        resolution: null,
        version: UNKNOWN,
      };
    case "draft.ready":
      return { draft: true };
    default:
      return {};
  }
}

/** The version after a change that an event does not number: requests then go without one. */
export const UNKNOWN = 0;

function spoken(row: Row, message: Message): Partial<Row> {
  if (message.kind !== "reply") return {};
  if (message.author === "customer") {
    return {
      preview: message.text.split("\n", 1)[0] ?? "",
      last_message_at: message.created_at,
      waiting_since: row.waiting_since ?? message.created_at,
    };
  }
  return {
    last_message_at: message.created_at,
    waiting_since: message.decision === "hand_off" ? row.waiting_since : null,
    last_decision: message.decision ?? row.last_decision,
    ...(message.author === "agent"
      ? { draft: false, human_replied_at: row.human_replied_at ?? message.created_at }
      : {}),
  };
}

/** Who moves next, as core/desk/view.py says it. */
function waitsFor(row: Row): Row["waits_for"] {
  if (row.status === "snoozed") return "time";
  if (row.waiting_since === null || row.status === "resolved") return "customer";
  return row.status === "pending" ? "assistant" : "person";
}

function messageOf(event: DeskEvent): Message {
  return { ...(event.data as unknown as Message), seq: event.seq };
}

function turnOf({ data, at }: DeskEvent): TurnLine {
  return {
    id: data["turn_id"] as string,
    decision: data["decision"] as string,
    rule: data["rule"] as string,
    effect: data["effect"] as string | null,
    taken_at: at,
  };
}

function changed(
  messages: readonly Message[],
  event: DeskEvent,
  what: Record<string, unknown>,
): Message[] {
  const id = event.data["message_id"];
  return messages.map((one) => (one.id === id ? ({ ...one, ...what } as Message) : one));
}
