/** The small part of Markdown that replies use, as a tree: it becomes nodes, never HTML. */
import * as blocks from "../shared/blocks";

export type Inline =
  | { kind: "text" | "bold" | "code"; text: string }
  | { kind: "link"; text: string; url: string }
  | { kind: "mark"; number: number };

export type Block = blocks.Block<Inline>;

// The lengths are limited so that no text takes long.
const INLINE =
  /`([^`]+)`|\*\*([^*]+)\*\*|\[(\d{1,2})\](?!\()|\[([^[\]]+)\]\((https?:\/\/[^\s)]{1,2000})\)|(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/g;

/** The text's blocks. Addresses become links only where `allows` says so; else they stay text. */
export function parse(text: string, allows: (url: string) => boolean): Block[] {
  return blocks.parse(text, (line) => inline(line, allows));
}

function inline(text: string, allows: (url: string) => boolean): Inline[] {
  const parts: Inline[] = [];
  let done = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, bold, mark, label, target, bare] = match;
    const url = target ?? bare;
    if (url !== undefined && !allows(url)) continue;
    if (match.index > done) parts.push({ kind: "text", text: text.slice(done, match.index) });
    done = match.index + whole.length;
    if (code !== undefined) parts.push({ kind: "code", text: code });
    else if (bold !== undefined) parts.push({ kind: "bold", text: bold });
    else if (mark !== undefined) parts.push({ kind: "mark", number: Number(mark) });
    else if (url !== undefined) parts.push({ kind: "link", text: label ?? url, url });
  }
  if (done < text.length) parts.push({ kind: "text", text: text.slice(done) });
  return parts;
}
