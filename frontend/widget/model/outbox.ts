/** Messages that the desk does not have yet: none is lost, none arrives twice. */
import type { Attachment, Pick } from "../../generated/shapes";

interface Unsent {
  /** The desk stores one message per key, so sending again is harmless. */
  key: string;
  state: "waiting" | "refused";
  /** Why it was refused or has to wait, in the desk's words. */
  why: string | null;
}

export interface UnsentMessage extends Unsent {
  kind: "message";
  text: string;
  attachments: Attachment[];
  /** The option that was pressed instead of writing; the text is its label. */
  picks?: Pick | undefined;
  /** It starts a conversation of its own, beside one that waits for people. */
  apart?: boolean | undefined;
}

/** A request for a person waits here too, but never behind a message. */
export interface UnsentWish extends Unsent {
  kind: "person";
}

/** Stars for a conversation, or the comment after them. */
export interface UnsentRating extends Unsent {
  kind: "rating";
  conversation: string;
  stars: number;
  comment: string;
}

export type Entry = UnsentMessage | UnsentWish | UnsentRating;
export type Outbox = readonly Entry[];

/** The outbox with the entry added; a second request for a person only replaces the first. */
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

/** What is stored, with this tab's entries replaced; other tabs' entries stay. */
export function replace(kept: Outbox, before: Outbox, outbox: Outbox): Outbox {
  const own = new Set(before.map(({ key }) => key));
  return [...kept.filter(({ key }) => !own.has(key)), ...outbox];
}

/** The outbox as text for storage. */
export function dump(outbox: Outbox): string | null {
  return outbox.length > 0 ? JSON.stringify(outbox) : null;
}

/** The stored outbox; empty if it can't be read. */
export function load(kept: string | null): Outbox {
  try {
    return [...(JSON.parse(kept ?? "[]") as Entry[])];
  } catch {
    return [];
  }
}
