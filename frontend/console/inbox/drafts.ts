/** What an agent is writing, kept on this device until it is sent; and what the assistant drafts. */
import type { Draft } from "../api.ts";
import { keep, read } from "../preferences.svelte.ts";

export interface Written {
  kind: "reply" | "note";
  text: string;
  seenSeq: number; // the newest event they had read when they began
  turn: string | null; // whose draft the text began from
}

/** Whether a draft is a reply: "I'm not sure" is for a customer, not for an agent to send. */
export const isUsable = (draft: Draft): boolean => draft.decision !== "offer_human";

const name = (conversation: string, agent: string) => `tandem.draft.${agent}.${conversation}`;

/** What was being written in a conversation; null where nothing was. */
export function kept(conversation: string, agent: string): Written | null {
  const text = read(name(conversation, agent));
  if (!text) return null;
  try {
    return JSON.parse(text) as Written;
  } catch {
    return null; // cut short by a full storage
  }
}

/** Keep it; an empty text is forgotten. */
export function keepWritten(conversation: string, agent: string, written: Written): void {
  const key = name(conversation, agent);
  keep(key, written.text.trim() ? JSON.stringify(written) : null);
}
