/** The conversation as its customer sees it, kept up to date by its events. */
import type { PublicConversation, PublicEvent, PublicMessage } from "../../generated/shapes";

/** The conversation after the event; null if events in between are missing: then it must be
 * loaded again. */
export function apply(thread: PublicConversation, event: PublicEvent): PublicConversation | null {
  if (event.public_seq <= thread.public_seq) return thread;
  if (event.public_seq > thread.public_seq + 1) return null;
  const told = { ...thread, ...event.conversation, public_seq: event.public_seq };
  switch (event.type) {
    case "message.created": {
      const { type: _type, at: _at, conversation: _conversation, ...message } = event;
      return insert(told, message);
    }
    case "message.judged":
      return pressed(told, event.message_id, event.chosen);
    default:
      return told;
  }
}

/** Insert the message once; it may come in a response and in the stream. */
export function insert(thread: PublicConversation, message: PublicMessage): PublicConversation {
  const others = thread.messages.filter((other) => other.id !== message.id);
  const messages = [...others, message].sort((a, b) => a.public_seq - b.public_seq);
  const isNext = message.public_seq === thread.public_seq + 1;
  return { ...thread, messages, public_seq: isNext ? message.public_seq : thread.public_seq };
}

/** The conversation with the option that the customer pressed below a reply. */
export function pressed(
  thread: PublicConversation,
  id: string,
  chosen: string | null = null,
): PublicConversation {
  const messages = thread.messages.map((message) =>
    message.id === id ? { ...message, chosen } : message,
  );
  return { ...thread, messages };
}

/** How many messages by others the customer has not read. */
export function unread(thread: PublicConversation | null, seen: number): number {
  const others = thread?.messages.filter(
    ({ author, kind, public_seq }) =>
      author !== "customer" && kind === "reply" && public_seq > seen,
  );
  return others?.length ?? 0;
}
