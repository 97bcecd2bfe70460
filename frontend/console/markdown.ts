/** The Markdown subset that messages may use, as a tree: never HTML. Pure. */

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "strong"; children: Inline[] }
  | { kind: "em"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "cite"; number: number }
  | { kind: "link"; url: string; label: string; host: string | null }; // null: the label says it

export type Block =
  | { kind: "paragraph"; lines: Inline[][] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "code"; text: string };

const MARK = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "\\*\\*(?<strong>[^*\\n]+)\\*\\*",
    "(?<![\\w*])\\*(?<em>[^*\\s][^*\\n]*)\\*(?![\\w*])",
    "\\[(?<cite>\\d{1,2})\\]",
    "\\[(?<label>[^\\]\\n]+)\\]\\((?<target>https?://[^\\s)]+)\\)",
    "(?<url>https?://[^\\s<>\"')\\]]+[^\\s<>\"')\\].,;:!?])",
  ].join("|"),
  "gu",
);

/** The blocks of a text. Whatever is not in the subset stays as it was written. */
export function blocks(text: string): Block[] {
  const found: Block[] = [];
  for (const [index, part] of text
    .replaceAll("\r\n", "\n")
    .split(/^```.*\n?/m)
    .entries()) {
    if (index % 2 === 1) found.push({ kind: "code", text: part.replace(/\n$/, "") });
    else found.push(...part.split(/\n{2,}/).flatMap(prose));
  }
  return found;
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

function prose(part: string): Block[] {
  const found: Block[] = [];
  for (const line of part.split("\n")) {
    if (!line.trim()) continue;
    const item = /^\s*(?:[-*•]|(\d+)[.)])\s+(.*)$/.exec(line);
    const last = found.at(-1);
    if (item) {
      const ordered = item[1] !== undefined;
      const content = inline(item[2] ?? "");
      if (last?.kind === "list" && last.ordered === ordered) last.items.push(content);
      else found.push({ kind: "list", ordered, items: [content] });
    } else if (last?.kind === "paragraph") last.lines.push(inline(line));
    else found.push({ kind: "paragraph", lines: [inline(line)] });
  }
  return found;
}
