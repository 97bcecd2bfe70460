/** Patches cached data by an event, if it is the next one. Pure. */
import type { DeskEvent, Message, Row, Thread } from "./api.ts";

// All event types; the compiler compares them with those of the API.
const TYPES: Record<DeskEvent["type"], true> = {
  "conversation.started": true,
  "message.created": true,
  "conversation.handed_off": true,
  "conversation.taken_over": true,
  "conversation.handed_back": true,
  "conversation.assigned": true,
  "conversation.changed": true,
  "conversation.snoozed": true,
  "conversation.resolved": true,
  "conversation.reopened": true,
  "turn.taken": true,
  "draft.ready": true,
  "message.judged": true,
  "message.delivery": true,
  "reply.late": true,
  "conversation.rated": true,
  "survey.sent": true,
  "promise.judged": true,
};
export const EVENT_TYPES = Object.keys(TYPES);

/** The result of a patch: nothing new, complete, partial (reread quietly), or a gap (reread). */
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
      const message = event.data;
      if (!thread.messages.some((one) => one.id === message.id)) {
        next.messages = [...thread.messages, message];
      }
      if (message.author === "agent" && message.kind === "reply") next.draft = null;
      if (message.author === "customer" && thread.draft) {
        next.draft = { ...thread.draft, is_outdated: true };
      }
      return { kind: "whole", thread: next };
    }
    case "message.judged": {
      const { message_id, chosen, was_helpful } = event.data;
      next.messages = changed(thread.messages, message_id, {
        chosen: chosen ?? null,
        ...(was_helpful === null ? {} : { was_helpful }), // another pick leaves a yes or a no
      });
      return { kind: "whole", thread: next };
    }
    case "message.delivery": {
      const { message_id, delivery } = event.data;
      next.messages = changed(thread.messages, message_id, { delivery });
      return { kind: "whole", thread: next };
    }
    case "turn.taken": {
      const { turn_id: id, decision, rule, effect, arm } = event.data;
      // What the control group's hidden reply would have been is kept from whoever answers.
      if (arm === "control" && effect === "recorded") return { kind: "whole", thread: next };
      next.turns = [...thread.turns, { id, decision, rule, effect, taken_at: event.at }];
      return { kind: "whole", thread: next };
    }
    case "conversation.handed_off":
      next.brief = event.data.brief;
      return { kind: "part", thread: next };
    default:
      return { kind: "part", thread: next };
  }
}

/** A thread read again, with the earlier messages that were already loaded and precede it. */
export function withEarlier(known: Thread | null, read: Thread): Thread {
  const at = known?.messages.findIndex((one) => one.id === read.messages[0]?.id) ?? -1;
  return known && at > 0
    ? { ...read, messages: [...known.messages.slice(0, at), ...read.messages] }
    : read;
}

/** A list row after an event, which contains its current state; a newer row here stays. */
export function patchRow(row: Row, event: DeskEvent): Row {
  if (event.seq <= row.seq) return row;
  const told = event.conversation;
  return { ...(told.version < row.version ? row : told), seq: event.seq };
}

/** Whether a row belongs to a view, by the server's rules. */
export function belongs(row: Row, view: string, me: string): boolean {
  const isHeld = row.status === "open" && row.owner === "human";
  if (view.startsWith("team.")) return isHeld && row.team_id === view.slice(5);
  switch (view) {
    case "mine":
      return isHeld && row.assignee_id === me;
    case "unassigned":
      return isHeld && row.assignee_id === null;
    case "waiting":
      return isHeld && row.waiting_since !== null;
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

function changed(messages: readonly Message[], id: string, what: Partial<Message>): Message[] {
  return messages.map((one) => (one.id === id ? { ...one, ...what } : one));
}
