/** Makes a `<dialog>` modal: it is on top, keeps the focus, and returns it on closing. */
import type { Attachment } from "svelte/attachments";

/**
 * Shown while it is in the page; Esc and a press beside it request closing. A drag that only ends
 * beside it doesn't, although the browser reports a click there.
 *
 * On Esc the browser closes it at once but sends "close" only later, and a key pressed in between
 * would get lost: so this listens to "cancel", not "close".
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
