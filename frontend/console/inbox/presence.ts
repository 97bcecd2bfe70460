/** Who has which conversation open, and what this tab tells the desk about itself. Pure. */
import type { Presence, Present } from "../api.ts";

export type Doing = Present["doing"];

/** A colleague in a conversation; without another sign they are gone at `until` (ms). */
export interface There {
  conversation: string;
  agent: string;
  name: string;
  doing: Doing;
  until: number;
}

/** The names of the colleagues in a conversation, by what they do. */
export interface Others {
  writing: readonly string[];
  viewing: readonly string[];
}

export const SEEN_MS = 30_000; // as on the desk: how long a sign counts
export const BEAT_MS = 10_000; // between two signs that only repeat what is known
const TYPING_MS = 4_000; // between two signs of typing; the customer's chat shows one for six seconds
const WRITING_MS = 30_000; // after the last key they only view

/** The colleagues in a list of the desk. */
export function listed(items: readonly Present[], me: string, now: number): There[] {
  return items
    .filter((one) => one.agent_id !== me)
    .map((one) => ({
      conversation: one.conversation_id,
      agent: one.agent_id,
      name: one.agent_name,
      doing: one.doing,
      until: now + one.left_s * 1_000,
    }));
}

/** Those known, with one conversation as it was just read. */
export function withThread(
  known: readonly There[],
  conversation: string,
  items: readonly Present[],
  me: string,
  now: number,
): There[] {
  return [...known.filter((one) => one.conversation !== conversation), ...listed(items, me, now)];
}

/** Those known, after an event. */
export function told(known: readonly There[], event: Presence, me: string, now: number): There[] {
  const { conversation_id: conversation, agent_id: agent, agent_name: name, doing } = event;
  const rest = known.filter((one) => one.conversation !== conversation || one.agent !== agent);
  if (doing === "gone" || agent === me) return rest;
  return [...rest, { conversation, agent, name, doing, until: now + SEEN_MS }];
}

/** Those of whom there was a sign in time. */
export const still = (known: readonly There[], now: number): There[] =>
  known.filter((one) => one.until > now);

/** When the first of them is gone unless there is another sign; null if there is nobody. */
export const nextEnd = (known: readonly There[]): number | null =>
  known.length > 0 ? Math.min(...known.map((one) => one.until)) : null;

/** The colleagues in a conversation, by name. */
export function inside(known: readonly There[], conversation: string): There[] {
  return known
    .filter((one) => one.conversation === conversation)
    .sort((a, b) => a.name.localeCompare(b.name) || a.agent.localeCompare(b.agent));
}

/** Their names, by what they do. */
export function others(there: readonly There[]): Others {
  const names = (doing: Doing) => there.filter((one) => one.doing === doing).map(({ name }) => name);
  return { writing: names("writing"), viewing: names("viewing") };
}

/** One tab in one conversation: decides when the desk is told what. */
export class Attendance {
  readonly #send: (what: Doing | "typing" | "gone") => void;
  #told: { doing: Doing; at: number } | null = null;
  #wroteAt = -Infinity;
  #typedAt = -Infinity;

  constructor(send: (what: Doing | "typing" | "gone") => void) {
    this.#send = send;
  }

  /** Tell what they do if it is new, or once more after a while. */
  look(now: number): void {
    const doing = now - this.#wroteAt < WRITING_MS ? "writing" : "viewing";
    if (this.#told?.doing === doing && now - this.#told.at < BEAT_MS) return;
    this.#told = { doing, at: now };
    this.#send(doing);
  }

  /** They pressed a key in a reply: the customer is shown it, too. */
  typed(now: number): void {
    this.#wroteAt = now;
    if (now - this.#typedAt < TYPING_MS) return;
    this.#typedAt = now;
    this.#told = { doing: "writing", at: now };
    this.#send("typing");
  }

  /** A reply was begun without a key, for example from the assistant's draft. */
  wrote(now: number): void {
    this.#wroteAt = now;
    this.look(now);
  }

  /** They no longer write a reply: it is sent, empty, or a note now. */
  stopped(now: number): void {
    this.#wroteAt = -Infinity;
    this.#typedAt = -Infinity;
    if (this.#told?.doing === "writing") this.look(now);
  }

  /** They left the conversation. */
  left(): void {
    if (!this.#told) return;
    this.#told = null;
    this.#send("gone");
  }
}
