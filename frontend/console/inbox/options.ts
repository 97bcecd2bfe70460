/** What a reply of the assistant offered, and what the customer pressed. Pure. */
import type { Message } from "../api.ts";
import { t } from "../texts.ts";

type Offering = Pick<Message, "options" | "chosen" | "was_helpful">;

/** What the customer pressed below a reply, in words; null if nothing. */
export function reaction({ options, chosen, was_helpful }: Offering): string | null {
  const option = options.find(({ id }) => id === chosen);
  if (option?.kind === "article" || option?.kind === "product") return t.thread.picked(option.label);
  if (option) return t.thread.pressed(option.label.toLowerCase());
  if (was_helpful === null) return null;
  return was_helpful ? t.thread.helpful : t.thread.notHelpful;
}

/** The labels below a reply, as one line; empty if it offered nothing. */
export const offered = ({ options }: Pick<Message, "options">): string =>
  options.map(({ label }) => label).join(" · ");

/** Whether a reply quotes articles; the sources of others are only the nearest. */
export const isQuote = (decision: string | null): boolean =>
  decision === "answer" || decision === "suggest";
