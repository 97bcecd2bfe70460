/** Short words about what was just done, and the way to undo it. */

export interface Notice {
  text: string;
  undo: (() => Promise<void>) | null;
  isFailure: boolean;
}

const SHOWN_MS = 8_000;

class Notices {
  shown = $state.raw<readonly Notice[]>([]); // at most one that can be undone, and one that can't
}

export const notices = new Notices();

/** Say it, for a while; with `undo`, `z` takes it back meanwhile. */
export function say(text: string, undo: Notice["undo"] = null): void {
  show({ text, undo, isFailure: false });
}

/** Say what went wrong. */
export function complain(text: string): void {
  show({ text, undo: null, isFailure: true });
}

export function dismiss(notice: Notice): void {
  notices.shown = notices.shown.filter((one) => one !== notice);
}

/** It takes the place of what is shown, but the way to undo something stays until there is another. */
function show(notice: Notice): void {
  notices.shown = [...notices.shown.filter((one) => one.undo && !notice.undo), notice];
  setTimeout(dismiss, SHOWN_MS, notice);
}
