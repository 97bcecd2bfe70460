/** The data behind a chart: as a table to read, and as CSV to take along. Pure but for `save`. */
import { t } from "../texts.ts";
import { count } from "../time.ts";
import {
  difference,
  interval,
  isOfFew,
  missing,
  written,
  type Figure,
  type Unit,
} from "./figures.ts";

export type Cell = string | number | null;

/** The same data twice: `rows` as people read it, `data` with plain numbers (shares 0 to 1). */
export interface Sheet {
  name: string; // of the file, without ending
  head: readonly string[];
  rows: readonly (readonly string[])[];
  columns: readonly string[];
  data: readonly (readonly Cell[])[];
}

/** A figure with its name, and what is known about it besides. */
export interface Entry {
  label: string;
  figure: Figure;
  denominator?: number | undefined;
  notes?: string;
}

/** The sheet of figures in one unit; a `difference` has its sign. */
export function figures(
  name: string,
  entries: readonly (Entry & { isDifference?: boolean })[],
  unit: Unit,
): Sheet {
  const { columns, data } = t.charts;
  return {
    name,
    head: [columns.of, columns.value, columns.interval, columns.n, columns.denominator, columns.notes],
    rows: entries.map(({ label, figure, denominator, notes = "", isDifference = false }) => [
      label,
      figure.value === null
        ? missing(figure)
        : isDifference
          ? difference(figure.value, unit)
          : written(figure.value, unit),
      interval(figure, unit, isDifference),
      count(figure.n),
      denominator === undefined ? "" : count(denominator),
      [isOfFew(figure, unit) && figure.value !== null ? t.charts.few : "", notes]
        .filter(Boolean)
        .join(". "),
    ]),
    columns: [data.of, data.value, data.unit, data.n, data.denominator, data.low, data.high, data.notes],
    data: entries.map(({ label, figure, denominator, notes = "" }) => [
      ...[label, figure.value, unit, figure.n, denominator ?? null],
      ...[figure.low, figure.high, notes],
    ]),
  };
}

/** CSV (RFC 4180). A text that a spreadsheet would run as a formula begins with an apostrophe. */
export function csv({ columns, data }: Pick<Sheet, "columns" | "data">): string {
  return [columns, ...data].map((row) => row.map(field).join(",") + "\r\n").join("");
}

function field(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Let the browser save the sheet as a file. */
export function save(sheet: Sheet): void {
  const blob = new Blob(["\ufeff", csv(sheet)], { type: "text/csv;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${sheet.name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
