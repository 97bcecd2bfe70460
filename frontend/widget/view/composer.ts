/** Where the customer writes: a field that grows, files with their progress, and Send. */
import type { Attachment } from "../../generated/shapes";
import type { Upload } from "../model/api";
import type { Chat } from "../model/chat";
import { h, icon } from "./dom";
import { size, type Reading } from "./message";

const BYTES_MAX = 20_000_000;
const FILES_MAX = 10;
const CHARS_MAX = 100_000; // as the desk accepts (core/desk/accept.py)

interface Uploading {
  node: HTMLElement;
  upload: Upload | null;
  attachment: Attachment | null;
}

export class Composer {
  readonly node: HTMLFormElement;
  readonly field: HTMLTextAreaElement;
  readonly #chat: Chat;
  readonly #reading: Reading;
  readonly #files: HTMLElement;
  readonly #note: HTMLElement;
  readonly #picker: HTMLInputElement;
  #uploads: Uploading[] = [];

  constructor(chat: Chat, reading: Reading) {
    const { texts } = reading;
    this.#chat = chat;
    this.#reading = reading;
    this.field = h("textarea", {
      rows: 1,
      dir: "auto",
      "aria-label": texts.message,
      placeholder: texts.write,
      enterkeyhint: "send",
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event as KeyboardEvent),
      onpaste: (event) => this.#pasted(event as ClipboardEvent),
    });
    this.field.value = chat.draft;
    this.#files = h("ul", { class: "files" });
    this.#note = h("p", { class: "note", role: "alert" });
    this.#picker = h("input", {
      type: "file",
      multiple: true,
      hidden: true,
      onchange: () => this.add(this.#picker.files),
    });
    const attach = h(
      "button",
      {
        type: "button",
        class: "attach",
        "aria-label": texts.attach,
        title: `${texts.attach}. ${texts.limits}`,
        onclick: () => this.#picker.click(),
      },
      icon("plus"),
    );
    const send = h("button", { class: "send primary", "aria-label": texts.send }, icon("send"));
    this.node = h(
      "form",
      { class: "composer", onsubmit: (event) => this.#submit(event) },
      this.#files,
      this.#note,
      h("div", { class: "row" }, attach, this.#picker, this.field, send),
    );
  }

  /** Add files: picked, pasted or dropped. */
  add(files: FileList | null | undefined): void {
    for (const file of files ?? []) this.#start(file);
    this.#picker.value = "";
    this.field.focus();
  }

  /** Make the field as high as its text; only possible while it is shown. */
  fit(): void {
    this.field.style.blockSize = "auto";
    this.field.style.blockSize = `${this.field.scrollHeight}px`;
  }

  #typed(): void {
    this.#chat.draft = this.field.value;
    this.#say(this.#tooLong(this.field.value.trim()));
    this.fit();
  }

  #key(event: KeyboardEvent): void {
    // 229: an input method is composing, and this Enter picks its word.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || isComposing) return;
    event.preventDefault();
    this.node.requestSubmit();
  }

  #pasted(event: ClipboardEvent): void {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    this.add(event.clipboardData.files);
  }

  #submit(event: Event): void {
    event.preventDefault();
    const text = this.field.value.trim();
    const attachments = this.#uploads.flatMap(({ attachment }) => attachment ?? []);
    if (attachments.length < this.#uploads.length) return this.#say(this.#reading.texts.wait);
    if (text === "" && attachments.length === 0) return;
    const tooLong = this.#tooLong(text);
    if (tooLong) return this.#say(tooLong);
    this.#chat.say(text, attachments);
    this.#uploads = [];
    this.#files.replaceChildren();
    this.field.value = "";
    this.#typed();
    this.field.focus();
  }

  #start(file: File): void {
    const { texts, locale } = this.#reading;
    const isTooMuch = this.#uploads.length >= FILES_MAX || file.size > BYTES_MAX;
    if (isTooMuch) return this.#say(`${file.name}: ${texts.limits}`);
    const progress = h("progress", { max: 1, value: 0, "aria-label": file.name });
    const state = h("span", { class: "size" });
    const again = h("button", { type: "button", hidden: true, onclick: () => send() }, texts.retry);
    const cancel = h(
      "button",
      {
        type: "button",
        class: "cancel",
        "aria-label": `${texts.cancel}: ${file.name}`,
        onclick: () => this.#drop(uploading),
      },
      icon("close"),
    );
    const name = h("span", { class: "name" }, file.name);
    const node = h("li", {}, icon("file"), name, state, progress, again, cancel);
    const uploading: Uploading = { node, upload: null, attachment: null };

    const send = (): void => {
      again.hidden = true;
      progress.hidden = false;
      const percent = new Intl.NumberFormat(locale, { style: "percent" });
      uploading.upload = this.#chat.upload(file, (share) => {
        progress.value = share;
        state.textContent = texts.uploading(percent.format(share));
      });
      uploading.upload.done.then(
        (attachment) => {
          uploading.attachment = attachment;
          progress.hidden = true;
          state.textContent = size(file.size, locale);
          if (this.#note.textContent === texts.wait) this.#say("");
        },
        (error: Error) => {
          progress.hidden = true;
          again.hidden = false;
          state.textContent = error.message || texts.notUploaded;
        },
      );
    };
    this.#uploads.push(uploading);
    this.#files.append(node);
    send();
  }

  #drop(uploading: Uploading): void {
    uploading.upload?.cancel();
    this.#uploads = this.#uploads.filter((other) => other !== uploading);
    uploading.node.remove();
    this.field.focus();
  }

  /** What to say of a text that the desk would refuse; nothing is ever cut. */
  #tooLong(text: string): string {
    if (text.length <= CHARS_MAX) return "";
    const length = Array.from(text).length; // as the desk counts: an emoji is one character
    const count = new Intl.NumberFormat(this.#reading.locale);
    const { tooLong } = this.#reading.texts;
    return length > CHARS_MAX ? tooLong(count.format(length), count.format(CHARS_MAX)) : "";
  }

  #say(text: string): void {
    this.#note.textContent = text;
  }
}
