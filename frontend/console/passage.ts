/** The lines of a passage as people see them: rows as a table, all else as it is. Pure. */

export type Drawn =
  | { kind: "text"; text: string }
  | { kind: "table"; head: string[] | null; rows: string[][] };

type Kind = "header" | "row" | "text";
interface Line {
  text: string;
  kind: Kind;
}

const BAR = /(?<!\S)\|(?!\S)/;
const KINDS: Readonly<Record<string, Kind>> = { t: "header", r: "row" };

/**
 * The parts of a passage. `shape` is what the desk knows of its lines (core/knowledge/lines.py);
 * without one, lines with bars that follow each other are rows, the first one their header.
 */
export function drawn(text: string, shape = ""): Drawn[] {
  const texts = text.split("\n");
  const kinds = kindsOf(shape);
  const lines =
    kinds.length === texts.length
      ? texts.map((line, at) => ({ text: line, kind: kinds[at] ?? "text" }))
      : guessed(texts);
  return joined(lines);
}

/** Consecutive rows of a table, and single lines, of claims that know what they were. */
export function runs<T extends { shape?: string }>(claims: readonly T[]): T[][] {
  const found: T[][] = [];
  for (const claim of claims) {
    const last = found.at(-1);
    if (last && isRow(claim) && isRow(last[0])) last.push(claim);
    else found.push([claim]);
  }
  return found;
}

/** Whether a claim is a row of a table. */
export function isRow(claim: { shape?: string } | undefined): boolean {
  return claim !== undefined && kindsOf(claim.shape ?? "").some((kind) => kind !== "text");
}

function kindsOf(shape: string): Kind[] {
  const codes = shape.replaceAll("…", "").replace(/^\d+/, "");
  return (codes.match(/[a-z]\d/gi) ?? []).map((code) => KINDS[code.charAt(0).toLowerCase()] ?? "text");
}

function guessed(texts: readonly string[]): Line[] {
  const isBarred = texts.map((text) => BAR.test(text));
  return texts.map((text, at) => {
    const [before, own, after] = [isBarred[at - 1], isBarred[at], isBarred[at + 1]];
    if (!own || !(before || after)) return { text, kind: "text" };
    return { text, kind: before ? "row" : "header" };
  });
}

function joined(lines: readonly Line[]): Drawn[] {
  const found: Drawn[] = [];
  for (const { text, kind } of lines) {
    const last = found.at(-1);
    if (kind === "text") {
      if (last?.kind === "text") last.text += `\n${text}`;
      else found.push({ kind, text });
    } else if (kind === "header") {
      found.push({ kind: "table", head: cells(text), rows: [] });
    } else if (last?.kind === "table") last.rows.push(cells(text));
    else found.push({ kind: "table", head: null, rows: [cells(text)] });
  }
  return found.map(padded);
}

/** Each row of a table with as many cells as its widest one. */
function padded(part: Drawn): Drawn {
  if (part.kind === "text") return part;
  const width = Math.max(part.head?.length ?? 0, ...part.rows.map((row) => row.length));
  const wide = (row: string[]) => [...row, ...Array<string>(width - row.length).fill("")];
  return { ...part, head: part.head && wide(part.head), rows: part.rows.map(wide) };
}

function cells(text: string): string[] {
  return text.split(BAR).map((cell) => cell.trim());
}
