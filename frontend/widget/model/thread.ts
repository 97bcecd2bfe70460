/** The conversation as its customer sees it, kept up to date by its events. */
import type { Conversation, Message, PublicEvent } from "../../shared/widget-api";

export interface MessageCreated extends PublicEvent, Message {
  type: "message.created";
  public_seq: number;
}

/** The conversation after the event; null where events are missing in between or it does not say
 * enough: then the whole is asked for. */
export function apply(thread: Conversation, event: PublicEvent): Conversation | null {
  if (event.public_seq <= thread.public_seq) return thread;
  if (event.public_seq > thread.public_seq + 1) return null;
  const told = { ...thread, public_seq: event.public_seq };
  switch (event.type) {
    case "message.created": {
      const { type: _type, at: _at, ...message } = event as MessageCreated;
      const { author, agent_name } = message;
      const joined = author === "agent" && message.kind === "reply";
      return insert(joined ? { ...told, status: "person", agent_name } : told, message);
    }
    case "message.judged": {
      const { message_id, was_helpful } = event as PublicEvent & {
        message_id: string;
        was_helpful: boolean;
      };
      return judged(told, message_id, was_helpful);
    }
    case "conversation.taken_over": {
      const { agent_name } = event as PublicEvent & { agent_name: string };
      return { ...told, status: "person", agent_name, queue_place: null };
    }
    case "conversation.handed_back":
      return { ...told, status: "assistant", agent_name: null };
    case "conversation.resolved":
      return { ...told, status: "resolved", resolved_at: event.at };
    case "conversation.handed_off": // the place in line,
    case "conversation.reopened": // and who it is with now, only the desk knows
      return null;
    default:
      return told;
  }
}

/** The message in its place, once; the desk may tell it in its answer and in its stream. */
export function insert(thread: Conversation, message: Message): Conversation {
  const others = thread.messages.filter((other) => other.id !== message.id);
  const messages = [...others, message].sort((a, b) => a.public_seq - b.public_seq);
  const isNext = message.public_seq === thread.public_seq + 1;
  return { ...thread, messages, public_seq: isNext ? message.public_seq : thread.public_seq };
}

/** The conversation with what the customer said of a reply. */
export function judged(thread: Conversation, id: string, helpful: boolean): Conversation {
  const messages = thread.messages.map((message) =>
    message.id === id ? { ...message, was_helpful: helpful } : message,
  );
  return { ...thread, messages };
}

/** How many messages of others came after the place the customer has read to. */
export function unread(thread: Conversation | null, seen: number): number {
  const others = thread?.messages.filter(
    ({ author, kind, public_seq }) =>
      author !== "customer" && kind === "reply" && public_seq > seen,
  );
  return others?.length ?? 0;
}
