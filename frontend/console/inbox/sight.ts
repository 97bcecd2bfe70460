/** Which rows of a long list are visible. Pure. */

export const ROW_PX = 104; // the height of every row, so that positions can be computed
const BEYOND = 6; // extra rows above and below, so that fast scrolling shows no gaps

/** The rows from `first` to `last` (exclusive) to draw for a scroll position.
 *
 * After a list gets shorter, the position may be beyond its end. */
export function sight(
  scrolled: number,
  height: number,
  rows: number,
): { first: number; last: number } {
  const from = Math.max(0, Math.min(scrolled, rows * ROW_PX - height));
  const top = Math.floor(from / ROW_PX);
  const bottom = Math.ceil((from + height) / ROW_PX);
  return { first: Math.max(0, top - BEYOND), last: Math.min(rows, bottom + BEYOND) };
}
