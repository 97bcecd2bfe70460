/** Which rows of a long list are in sight. Pure. */

export const ROW_PX = 104; // every row is as high, so that places can be counted
const BEYOND = 6; // rows drawn above and below, so that quick scrolling shows no gaps

/** The rows from `first` up to `last` (left out) to draw, for a frame scrolled so far. */
export function sight(
  scrolled: number,
  height: number,
  rows: number,
): { first: number; last: number } {
  const top = Math.floor(scrolled / ROW_PX);
  const bottom = Math.ceil((scrolled + height) / ROW_PX);
  return { first: Math.max(0, top - BEYOND), last: Math.min(rows, bottom + BEYOND) };
}
