/** The Markdown subset that messages may use, as a tree: never HTML. Pure. */
import * as shared from "../shared/blocks.ts";

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "strong"; children: Inline[] }
  | { kind: "em"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "cite"; number: number }
  | { kind: "link"; url: string; label: string; host: string | null }; // null: the label says it

export type Block = shared.Block<Inline>;

const MARK = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "\\*\\*(?<strong>[^*\\n]+)\\*\\*",
    "(?<![\\w*])\\*(?<em>[^*\\s][^*\\n]*)\\*(?![\\w*])",
    "\\[(?<cite>\\d{1,2})\\]",
    "\\[(?<label>[^[\\]\\n]+)\\]\\((?<target>https?://[^\\s)]{1,2000})\\)", // long ones take long
    "(?<url>https?://[^\\s<>\"')\\]]+[^\\s<>\"')\\].,;:!?])",
  ].join("|"),
  "gu",
);

/** The blocks of a text. Whatever is not in the subset stays as it was written. */
export function blocks(text: string): Block[] {
  return shared.parse(text, inline);
}

/** The marks within a line. */
export function inline(text: string): Inline[] {
  const found: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(MARK)) {
    if (match.index > end) found.push({ kind: "text", text: text.slice(end, match.index) });
    found.push(mark(match.groups ?? {}));
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ kind: "text", text: text.slice(end) });
  return found;
}

function mark(groups: Record<string, string | undefined>): Inline {
  const { code, strong, em, cite, label, target, url } = groups;
  if (code !== undefined) return { kind: "code", text: code };
  if (strong !== undefined) return { kind: "strong", children: inline(strong) };
  if (em !== undefined) return { kind: "em", children: inline(em) };
  if (cite !== undefined) return { kind: "cite", number: Number(cite) };
  return link(target ?? url ?? "", label ?? url ?? "");
}

function link(url: string, label: string): Inline {
  if (!URL.canParse(url)) return { kind: "text", text: label };
  const { protocol, host } = new URL(url);
  const isSaid = label === host || `${label}/`.startsWith(`${protocol}//${host}/`);
  return { kind: "link", url, label, host: isSaid ? null : host };
}
