/** Short notices about what was just done, with undo. */

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

/** Show a notice for a while; with `undo`, `z` undoes the action meanwhile. */
export function say(text: string, undo: Notice["undo"] = null): void {
  show({ text, undo, isFailure: false });
}

/** Show what went wrong. */
export function complain(text: string): void {
  show({ text, undo: null, isFailure: true });
}

export function dismiss(notice: Notice): void {
  notices.shown = notices.shown.filter((one) => one !== notice);
}

/** Replace the shown notice; one with undo stays until another one with undo comes. */
function show(notice: Notice): void {
  notices.shown = [...notices.shown.filter((one) => one.undo && !notice.undo), notice];
  setTimeout(dismiss, SHOWN_MS, notice);
}
