/** What makes a `<dialog>` modal: it lies on top, keeps the focus, and gives it back when it goes. */
import type { Attachment } from "svelte/attachments";

/**
 * Shown for as long as it is in the page; Esc and a press beside it ask for its end. A drag that
 * only ends beside it is no such press, though the browser calls it a click there.
 *
 * The browser closes it on Esc by itself but tells so ("close") only a moment later, and a key
 * pressed in between would belong to nobody: so the asking ("cancel") counts, not the telling.
 */
export function modal(end: () => void): Attachment<HTMLDialogElement> {
  return (dialog) => {
    let isBeside = false;
    const pressed = (event: Event) => {
      isBeside = event.target === dialog;
    };
    const clicked = (event: Event) => {
      if (isBeside && event.target === dialog) end();
    };
    dialog.addEventListener("cancel", end);
    dialog.addEventListener("pointerdown", pressed);
    dialog.addEventListener("click", clicked);
    dialog.showModal();
    return () => {
      dialog.removeEventListener("cancel", end);
      dialog.removeEventListener("pointerdown", pressed);
      dialog.removeEventListener("click", clicked);
      dialog.close();
    };
  };
}
