/** Short words about what was just done, and the way to undo it. */

export interface Notice {
  text: string;
  undo: (() => Promise<void>) | null;
  isFailure: boolean;
}

const SHOWN_MS = 8_000;

class Notices {
  current = $state.raw<Notice | null>(null);
}

export const notices = new Notices();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Say it, for a while; with `undo`, `z` takes it back meanwhile. */
export function say(text: string, undo: Notice["undo"] = null): void {
  show({ text, undo, isFailure: false });
}

/** Say what went wrong. */
export function complain(text: string): void {
  show({ text, undo: null, isFailure: true });
}

export function dismiss(): void {
  clearTimeout(timer);
  notices.current = null;
}

function show(notice: Notice): void {
  clearTimeout(timer);
  notices.current = notice;
  timer = setTimeout(dismiss, SHOWN_MS);
}
