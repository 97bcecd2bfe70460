/** What the desk says to the widget, as JSON under /widget/v1. */

export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  bytes: number;
}

export interface Source {
  number: number;
  title: string;
  url: string;
  heading_path: string[];
  passage: string;
}

export interface Message {
  id: string;
  public_seq: number;
  author: "customer" | "assistant" | "agent" | "system";
  kind: "reply" | "activity";
  text: string;
  agent_name: string | null;
  decision: string | null;
  options: string[];
  sources: Source[];
  was_helpful: boolean | null;
  attachments: Attachment[];
  created_at: string;
}

/** Who the customer is waiting for or talking with. */
export type Status = "assistant" | "waiting" | "person" | "resolved";

export interface Conversation {
  id: string;
  status: Status;
  agent_name: string | null;
  /** How many conversations wait before this one; null unless it waits. */
  queue_place: number | null;
  public_seq: number;
  messages: Message[];
  linked_from: boolean;
  resolved_at: string | null;
}

export interface Session {
  token: string;
  contact: { name: string; is_verified: boolean; has_email: boolean };
  company: string;
  inbox_name: string;
  conversation: Conversation | null;
}

/** An event of the stream; which other members it has depends on its type. */
export interface PublicEvent {
  type: string;
  public_seq: number;
  at: string;
}

/** What went wrong (RFC 9457), with what to do about it. */
export interface Problem {
  title: string;
  status: number;
  detail?: string;
  hint?: string | null;
}
