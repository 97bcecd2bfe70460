/** What was written and is not with the desk yet: nothing is lost, nothing arrives twice. */
import type { Attachment } from "../../generated/shapes";

interface Unsent {
  /** The desk stores one message a key, so sending again is harmless. */
  key: string;
  state: "waiting" | "refused";
  /** Why it was refused or has to wait, in the desk's words. */
  why: string | null;
}

export interface UnsentMessage extends Unsent {
  kind: "message";
  text: string;
  attachments: Attachment[];
}

/** The wish for a person waits here too, and never behind a message. */
export interface UnsentWish extends Unsent {
  kind: "person";
}

export type Entry = UnsentMessage | UnsentWish;
export type Outbox = readonly Entry[];

/** The outbox with the entry at its end; one wish for a person is enough, it only waits again. */
export function add(outbox: Outbox, entry: Entry): Outbox {
  const wish = entry.kind === "person" && outbox.find(({ kind }) => kind === "person");
  return wish ? mark(outbox, wish.key, "waiting") : [...outbox, entry];
}

/** The next of its kind to send: the oldest that was not refused. */
export function next<Kind extends Entry["kind"]>(
  outbox: Outbox,
  kind: Kind,
): Extract<Entry, { kind: Kind }> | undefined {
  return outbox.find(
    (entry): entry is Extract<Entry, { kind: Kind }> =>
      entry.kind === kind && entry.state !== "refused",
  );
}

export function mark(
  outbox: Outbox,
  key: string,
  state: Entry["state"],
  why: string | null = null,
): Outbox {
  return outbox.map((entry) => (entry.key === key ? { ...entry, state, why } : entry));
}

export function remove(outbox: Outbox, key: string): Outbox {
  return outbox.filter((entry) => entry.key !== key);
}

/** What is kept, with another outbox in this tab's place: what other tabs keep there stays. */
export function replace(kept: Outbox, before: Outbox, outbox: Outbox): Outbox {
  const own = new Set(before.map(({ key }) => key));
  return [...kept.filter(({ key }) => !own.has(key)), ...outbox];
}

/** As text to keep over a reload. */
export function dump(outbox: Outbox): string | null {
  return outbox.length > 0 ? JSON.stringify(outbox) : null;
}

/** What was kept; nothing if it can't be read. */
export function load(kept: string | null): Outbox {
  try {
    return [...(JSON.parse(kept ?? "[]") as Entry[])];
  } catch {
    return [];
  }
}
