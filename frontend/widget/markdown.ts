/** The small part of Markdown that replies use, as a tree: it becomes nodes, never HTML. */

export type Inline =
  | { kind: "text" | "bold" | "code"; text: string }
  | { kind: "link"; text: string; url: string }
  | { kind: "mark"; number: number };

export type Block =
  | { kind: "paragraph"; lines: Inline[][] }
  | { kind: "list"; first: number | null; items: Inline[][] }
  | { kind: "code"; text: string };

const ITEM = /^\s{0,3}(?:[-*\u2022]|(\d{1,3})[.)])\s+(.*)$/;
const FENCE = /^\s{0,3}```/;
const INLINE =
  /`([^`]+)`|\*\*([^*]+)\*\*|\[(\d{1,2})\](?!\()|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/g;

/** The text's blocks. Addresses become links only where `allows` says so; else they stay text. */
export function parse(text: string, allows: (url: string) => boolean): Block[] {
  const blocks: Block[] = [];
  const lines = text.split(/\r?\n/);
  let isApart = true; // the next line starts a new block
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const last = blocks.at(-1);
    const item = ITEM.exec(line);
    if (FENCE.test(line)) {
      const end = lines.findIndex((other, index) => index > at && FENCE.test(other));
      const stop = end < 0 ? lines.length : end;
      blocks.push({ kind: "code", text: lines.slice(at + 1, stop).join("\n") });
      at = stop;
      isApart = true;
    } else if (line.trim() === "") {
      isApart = true;
    } else if (item) {
      const first = item[1] === undefined ? null : Number(item[1]);
      const content = inline(item[2] ?? "", allows);
      if (last?.kind === "list" && (last.first === null) === (first === null)) {
        last.items.push(content);
      } else {
        blocks.push({ kind: "list", first, items: [content] });
      }
      isApart = true;
    } else if (last?.kind === "paragraph" && !isApart) {
      last.lines.push(inline(line, allows));
    } else {
      blocks.push({ kind: "paragraph", lines: [inline(line, allows)] });
      isApart = false;
    }
  }
  return blocks;
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
