/** Which rows of a long list are in sight. Pure. */

export const ROW_PX = 104; // every row is as high, so that places can be counted
const BEYOND = 6; // rows drawn above and below, so that quick scrolling shows no gaps

/** The rows from `first` up to `last` (left out) to draw, for a frame scrolled so far.
 *
 * A list that got shorter may have been scrolled farther than it now can be. */
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
