/** The blocks of a message in the small part of Markdown that messages use: a tree, never HTML. */

/** `Part` is what a line is made of: each front end has its own marks within lines. */
export type Block<Part> =
  | { kind: "paragraph"; lines: Part[][] }
  | { kind: "heading"; parts: Part[] }
  | { kind: "list"; isOrdered: boolean; items: Item<Part>[] }
  | { kind: "table"; head: Part[][] | null; rows: Part[][][] }
  | { kind: "quote"; blocks: Block<Part>[] }
  | { kind: "code"; text: string };

/** An item of a list; its `label` is as written ("3.", "iv."), and empty for a bullet. */
export interface Item<Part> {
  label: string;
  blocks: Block<Part>[];
}

const DEPTH_MAX = 9; // of items and quotes in each other; deeper items stay at this depth
const STEP = 2; // columns from an item's mark to what belongs to the item
const FENCE = /^(`{3,})[^`]*$/;
const HEADING = /^\*\*(?!.*\*\*.)(.+)\*\*$/;
const QUOTE = /^\s*>(?: |$)/;
const DELIMITER = /^\|(?: *:?-+:? *\|)+$/;
// "z. B.", "p. m." and "J. R. Smith" are not items.
const ITEM = /^(?:[-*\u2022]|((?:\d{1,3}|[ivx]{2,6}|[a-z](?!\. [a-z]\.))[.)]))(?:\s+(.*))?$/i;

/** The blocks of a text, in time linear in its length; `inline` makes the parts of a line. */
export function parse<Part>(text: string, inline: (line: string) => Part[]): Block<Part>[] {
  return nested(text.split(/\r?\n/), inline, DEPTH_MAX);
}

/** `room` is how deep items and quotes may still go. */
function nested<Part>(
  lines: string[],
  inline: (line: string) => Part[],
  room: number,
): Block<Part>[] {
  const found: Block<Part>[] = [];
  const open: { column: number; blocks: Block<Part>[] }[] = []; // items, the innermost last
  let isApart = true; // the next line continues neither a paragraph nor a table
  for (let at = 0; at < lines.length; at += 1) {
    const whole = lines[at] ?? "";
    const line = whole.trim();
    if (line === "") {
      isApart = true;
      continue;
    }
    const column = indent(whole);
    const item = room > 0 ? ITEM.exec(line) : null;
    while (column < inner(open) || (item && open.length === room)) open.pop();
    const blocks = open.at(-1)?.blocks ?? found;
    const last = blocks.at(-1);
    const before = isApart ? undefined : last;
    const fence = FENCE.exec(line)?.[1];
    const heading = HEADING.exec(line)?.[1];
    isApart = false;
    if (fence !== undefined) {
      const code = run(lines, at + 1, (other) => !closes(other.trim(), fence));
      at += code.length + 1;
      blocks.push({ kind: "code", text: code.map((other) => outdent(other, column)).join("\n") });
    } else if (QUOTE.test(line) && open.length < room) {
      const quoted = run(lines, at, (other) => QUOTE.test(other) && indent(other) >= inner(open));
      at += quoted.length - 1;
      const bare = quoted.map((other) => other.replace(QUOTE, ""));
      blocks.push({ kind: "quote", blocks: nested(bare, inline, room - open.length - 1) });
    } else if (item) {
      const [, label = "", text] = item;
      const own: Block<Part>[] = text ? [{ kind: "paragraph", lines: [inline(text)] }] : [];
      const isOrdered = label !== "";
      if (last?.kind === "list" && last.isOrdered === isOrdered) {
        last.items.push({ label, blocks: own });
      } else blocks.push({ kind: "list", isOrdered, items: [{ label, blocks: own }] });
      open.push({ column: column + STEP, blocks: own });
    } else if (before?.kind === "table" && mayBeHead(before) && DELIMITER.test(line)) {
      before.head = before.rows.pop() ?? null;
    } else if (line.startsWith("| ") && line.endsWith(" |")) {
      const cells = line.slice(2, -2).split(" | ");
      const row = cells.map((cell) => inline(cell.trim()));
      if (before?.kind === "table") before.rows.push(row);
      else blocks.push({ kind: "table", head: null, rows: [row] });
    } else if (heading !== undefined) {
      blocks.push({ kind: "heading", parts: inline(heading) });
    } else if (before?.kind === "paragraph") {
      before.lines.push(inline(line));
    } else {
      blocks.push({ kind: "paragraph", lines: [inline(line)] });
    }
  }
  return found;
}

/** The column from which on a line belongs to the innermost open item; 0 if there is none. */
function inner(open: readonly { column: number }[]): number {
  return open.at(-1)?.column ?? 0;
}

/** Whether the table has one line so far, which may still become its head. */
function mayBeHead({ head, rows }: { head: unknown; rows: unknown[] }): boolean {
  return head === null && rows.length === 1;
}

function closes(line: string, fence: string): boolean {
  return line.startsWith(fence) && /^`+$/.test(line);
}

function indent(line: string): number {
  return line.search(/\S|$/);
}

/** The line without so many leading spaces, if it has them. */
function outdent(line: string, columns: number): string {
  return line.slice(Math.min(columns, indent(line)));
}

/** The lines from one on, as long as they belong to it. */
function run(lines: string[], from: number, belongs: (line: string) => boolean): string[] {
  let end = from;
  while (end < lines.length && belongs(lines[end] ?? "")) end += 1;
  return lines.slice(from, end);
}
