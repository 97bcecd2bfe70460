/** Walking the points of a chart by keys. Pure. */

/** A point to stop at: what is said there, where it is, the conversations behind it. */
export interface Stop {
  says: string;
  href: string | null;
  lane: number; // its line; within one, left and right move
  x?: number;
  y?: number;
}

/** The stop that a key leads to from this one (null: none yet), or null if it is no such key. */
export function walk(stops: readonly Stop[], at: number | null, key: string): number | null {
  if (stops.length === 0) return null;
  const last = stops.length - 1;
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (!/^Arrow(Left|Right|Up|Down)$/.test(key)) return null;
  const isOn = key === "ArrowRight" || key === "ArrowDown";
  if (at === null) return isOn ? 0 : last;
  const lanes = [...new Set(stops.map((stop) => stop.lane))];
  if (lanes.length > 1 && (key === "ArrowUp" || key === "ArrowDown"))
    return across(stops, at, lanes, isOn ? 1 : -1);
  return Math.min(last, Math.max(0, at + (isOn ? 1 : -1)));
}

/** The stop nearest to a place; null if none has one. */
export function nearest(stops: readonly Stop[], x: number, y: number): number | null {
  let found: number | null = null;
  let least = Infinity;
  stops.forEach((stop, index) => {
    if (stop.x === undefined || stop.y === undefined) return;
    const distance = Math.hypot(stop.x - x, (stop.y - y) / 2); // along the line counts more
    if (distance < least) [found, least] = [index, distance];
  });
  return found;
}

/** The stop of the next line that is nearest in x, or of the same place in it. */
function across(stops: readonly Stop[], at: number, lanes: readonly number[], by: number): number {
  const here = stops[at]!;
  const lane = lanes[lanes.indexOf(here.lane) + by];
  if (lane === undefined) return at;
  let found = at;
  let least = Infinity;
  stops.forEach((stop, index) => {
    if (stop.lane !== lane) return;
    const distance = Math.abs((stop.x ?? 0) - (here.x ?? 0));
    if (distance < least) [found, least] = [index, distance];
  });
  return found;
}
