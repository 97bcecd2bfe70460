/** What makes a `<dialog>` modal: it lies on top, keeps the focus, and gives it back when it goes. */
import type { Attachment } from "svelte/attachments";

/**
 * Shown for as long as it is in the page; Esc and a press beside it ask for its end.
 *
 * The browser closes it on Esc by itself but tells so ("close") only a moment later, and a key
 * pressed in between would belong to nobody: so the asking ("cancel") counts, not the telling.
 */
export function modal(end: () => void): Attachment<HTMLDialogElement> {
  return (dialog) => {
    const pressed = (event: Event) => {
      if (event.target === dialog) end();
    };
    dialog.addEventListener("cancel", end);
    dialog.addEventListener("click", pressed);
    dialog.showModal();
    return () => {
      dialog.removeEventListener("cancel", end);
      dialog.removeEventListener("click", pressed);
      dialog.close();
    };
  };
}
