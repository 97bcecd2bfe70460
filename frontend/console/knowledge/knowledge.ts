/** What the knowledge pages work out from what the desk says. Pure. */
import type * as api from "../api.ts";

export interface Fields {
  title: string;
  body: string;
  product: string;
  locale: string;
  audience: "customer" | "agent";
  url: string;
  valid_until: string | null;
  review_by: string | null;
}

export const BLANK: Fields = {
  title: "",
  body: "",
  product: "",
  locale: "en",
  audience: "customer",
  url: "",
  valid_until: null,
  review_by: null,
};

/** The fields of a version or a proposal. */
export function fieldsOf(
  text: Omit<Fields, "audience"> & { audience: string },
): Fields {
  const { title, body, product, locale, url, valid_until, review_by } = text;
  const audience = text.audience === "agent" ? "agent" : "customer";
  return { title, body, product, locale, audience, url, valid_until, review_by };
}

const HEADING = /^ {0,3}#{1,6} +(.+?)[ #]*$/;
const FENCE = /^ {0,20}(```|~~~)/;

/** An article's Markdown in the subset that messages have: a heading is a line in bold. */
export function asMessage(markdown: string): string {
  let fence = "";
  return markdown
    .split("\n")
    .map((line) => {
      const mark = FENCE.exec(line)?.[1];
      if (mark !== undefined && (fence === "" || fence === mark)) fence = fence ? "" : mark;
      const heading = fence ? undefined : HEADING.exec(line)?.[1];
      return heading === undefined ? line : `\n**${heading.replaceAll("**", "")}**\n`;
    })
    .join("\n");
}

/** Whether two sets of fields are the same. */
export function isSame(one: Fields, other: Fields): boolean {
  return (Object.keys(one) as (keyof Fields)[]).every(
    (name) => (one[name] ?? "") === (other[name] ?? ""),
  );
}

/** The articles that have all words of a search in title, id or product. */
export function matching(
  articles: readonly api.ListedArticle[],
  words: string,
): readonly api.ListedArticle[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return articles.filter((one) => {
    const text = `${one.title} ${one.id} ${one.product}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

export type ArticleState =
  | "published"
  | "expired"
  | "hidden"
  | "edited"
  | "sourceChanged"
  | "stale";

/** What to know of an article, the gravest first; "published" if there is nothing. */
export function statesOf(one: api.ListedArticle, today: string): ArticleState[] {
  const found: ArticleState[] = [];
  if (one.is_hidden) found.push("hidden");
  if (one.valid_until !== null && one.valid_until < today) found.push("expired");
  if (one.review_by !== null && one.review_by <= today) found.push("stale");
  if (one.source_changed) found.push("sourceChanged");
  else if (one.is_edited) found.push("edited");
  return found.length > 0 ? found : ["published"];
}

export type Run = { kind: "same" | "added" | "removed"; lines: string[] };

/** A comparison with unchanged runs longer than `keep` folded to what is around the changes. */
export function folded(lines: readonly api.ComparedLine[], keep = 2): (Run | number)[] {
  const runs: Run[] = [];
  for (const { kind, text } of lines as { kind: Run["kind"]; text: string }[]) {
    const last = runs.at(-1);
    if (last?.kind === kind) last.lines.push(text);
    else runs.push({ kind, lines: [text] });
  }
  return runs.flatMap((run, at): (Run | number)[] => {
    const first = at === 0 ? 0 : keep;
    const last = at === runs.length - 1 ? 0 : keep;
    if (run.kind !== "same" || run.lines.length <= first + last + 1) return [run];
    const hidden = run.lines.length - first - last;
    const parts: (Run | number)[] = [hidden];
    if (first > 0) parts.unshift({ kind: "same", lines: run.lines.slice(0, first) });
    if (last > 0) parts.push({ kind: "same", lines: run.lines.slice(-last) });
    return parts;
  });
}

export interface Rate {
  weeks: number;
  conversations: number;
  all: number;
}

/** A gap's conversations in the whole weeks before and since a time; the week of it counts in neither. */
export function beforeAndAfter(weeks: readonly api.GapWeek[], at: string): [Rate, Rate] {
  const week = 7 * 24 * 3_600_000;
  const then = Date.parse(at);
  const sum = (some: readonly api.GapWeek[]): Rate => ({
    weeks: some.length,
    conversations: some.reduce((n, one) => n + one.conversations, 0),
    all: some.reduce((n, one) => n + one.all_conversations, 0),
  });
  return [
    sum(weeks.filter((one) => Date.parse(one.starts) + week <= then)),
    sum(weeks.filter((one) => Date.parse(one.starts) >= then)),
  ];
}

/** From how many conversations on a gap that was set aside opens again (core/knowledge/gap.py). */
export const opensAgain = (size: number): number => Math.max(Math.ceil(1.5 * size), size + 1);
