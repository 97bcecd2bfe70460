/** `<tandem-chat>`: the chat in a shadow root, isolated from the page's styles and shortcuts. */
import tokens from "../shared/tokens.css?inline";
import { Api } from "./model/api";
import { Chat, type Happening } from "./model/chat";
import { createKeep, keyOf } from "./model/keep";
import { en } from "./texts/en";
import { plural } from "../shared/plural";
import { h, icon } from "./view/dom";
import { Panel } from "./view/panel";
import styles from "./widget.css?inline";

const PHONE = "(width < 480px)";
const OWN_EVENTS = ["keydown", "keypress", "keyup", "copy", "cut", "paste"];

export class TandemChat extends HTMLElement {
  static readonly observedAttributes = ["theme", "identity"];
  readonly #root = h("div", { class: "tandem", lang: en.lang, dir: en.dir });
  readonly #dialog = h("dialog", { class: "panel", "aria-labelledby": "title" });
  readonly #phone = matchMedia(PHONE);
  #count = h("span", { class: "count" });
  #launcher = h("button");
  #chat: Chat | null = null;
  #panel: Panel | null = null;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(tokens + styles);
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(this.#root);
    // The page's single-key shortcuts would fire while the customer writes.
    for (const name of OWN_EVENTS) this.#root.addEventListener(name, (e) => e.stopPropagation());
    this.#root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) this.close();
    });
    this.#root.addEventListener("dragover", (event) => event.preventDefault());
    this.#root.addEventListener("drop", (event) => {
      event.preventDefault();
      this.#panel?.add(event.dataTransfer?.files);
    });
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault(); // also handles the phone's back button
      this.close();
    });
  }

  /** Whether the chat is embedded or a whole page: then it can't be opened or closed. */
  get #isInline(): boolean {
    return this.getAttribute("mode") === "inline" || this.#isPage;
  }

  get #isPage(): boolean {
    return this.getAttribute("mode") === "page";
  }

  connectedCallback(): void {
    this.#phone.addEventListener("change", this.#resized);
    addEventListener("storage", this.#forgotten);
    this.#start();
  }

  disconnectedCallback(): void {
    this.#phone.removeEventListener("change", this.#resized);
    removeEventListener("storage", this.#forgotten);
    this.#stop();
  }

  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    if (name === "identity" && value) this.#chat?.identify(value);
    if (name === "theme") this.#root.dataset["theme"] = value ?? "";
  }

  open(): void {
    if (this.#chat === null || this.#chat.state.isOpen) return;
    if (!this.#isInline) this.#show();
    this.#chat.open();
    this.#panel?.appeared();
  }

  close(): void {
    if (this.#isInline || !this.#chat?.state.isOpen) return;
    this.#hide();
    this.#chat.close();
    this.#launcher.focus();
  }

  identify(token: string): void {
    this.#chat?.identify(token);
  }

  /** Forget the customer: their token, their conversation, what they had not sent. */
  reset(): void {
    this.#chat?.reset();
    this.#restart();
  }

  /** Start again with what is kept, without knowing who the customer is. */
  #restart(): void {
    this.removeAttribute("identity");
    this.#stop();
    this.#start();
  }

  #start(): void {
    const inbox = this.getAttribute("inbox") ?? "";
    const keep = createKeep(inbox);
    const origin = this.getAttribute("api") ?? location.origin;
    const api = new Api(origin.replace(/\/$/, ""), inbox, keep, this.getAttribute("identity"));
    if (this.#isPage) api.link = takeLink();
    this.#chat = new Chat(
      api,
      keep,
      () => this.#render(),
      (happening) => this.#tell(happening),
    );
    const lang = this.getAttribute("lang") ?? document.documentElement.lang;
    this.#panel = new Panel({
      chat: this.#chat,
      texts: en,
      locale: lang.startsWith("en") ? lang : "en",
      fallback: safe(this.getAttribute("fallback")),
      onClose: this.#isInline ? null : () => this.close(),
    });
    this.#dialog.replaceChildren(...this.#panel.nodes);
    this.#launcher = h(
      "button",
      {
        class: "launcher primary",
        popover: "manual",
        type: "button",
        "aria-haspopup": "dialog",
        onclick: () => this.open(),
      },
      icon("chat"),
      en.launcher,
      this.#count,
    );
    if (this.#isInline) {
      const section = h("section", { class: "panel", "aria-labelledby": "title" });
      section.append(...this.#panel.nodes);
      this.#root.replaceChildren(section);
      this.#chat.open();
    } else {
      this.#root.replaceChildren(this.#launcher, this.#dialog);
      this.#launcher.showPopover();
    }
    this.#render();
  }

  #stop(): void {
    this.#hide();
    this.#chat?.end();
    this.#chat = null;
    this.#panel = null;
    this.#root.replaceChildren();
  }

  /** In the top layer: beside the page on a desktop, over all of it on a phone. */
  #show(): void {
    if (this.#phone.matches) {
      this.#dialog.showModal();
    } else {
      this.#dialog.popover = "manual";
      this.#dialog.showPopover();
    }
    this.#launcher.hidePopover();
  }

  #hide(): void {
    if (this.#dialog.popover !== null && this.#dialog.isConnected) this.#dialog.hidePopover();
    this.#dialog.popover = null;
    this.#dialog.close();
    if (this.#launcher.isConnected) this.#launcher.showPopover();
  }

  /** Another tab forgot the customer. Nothing is cleared: a new customer may be here already. */
  readonly #forgotten = ({ key, newValue }: StorageEvent): void => {
    const token = keyOf(this.getAttribute("inbox") ?? "", "token");
    if (newValue === null && (key === null || key === token)) this.#restart();
  };

  readonly #resized = (): void => {
    if (this.#isInline || !this.#chat?.state.isOpen) return;
    this.#hide();
    this.#show();
  };

  #render(): void {
    if (this.#chat === null) return;
    const { state } = this.#chat;
    this.#panel?.render(state);
    this.#count.hidden = state.unread === 0;
    const count = new Intl.NumberFormat().format(state.unread);
    const label = plural("en", state.unread, en.unread);
    this.#count.replaceChildren(
      h("span", { "aria-hidden": "true" }, count),
      h("span", { class: "unseen" }, label),
    );
  }

  #tell({ name, detail }: Happening): void {
    this.dispatchEvent(new CustomEvent(`tandem:${name}`, { detail, bubbles: true, composed: true }));
  }
}

/** The token of a mailed link; it is removed from the address bar at once. */
function takeLink(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("t");
  if (token !== null) history.replaceState(null, "", location.pathname);
  return token;
}

/** The site's fallback address, if it is safe as a link. */
function safe(address: string | null): string | null {
  return address !== null && /^(https?:|mailto:|tel:|\/)/i.test(address) ? address : null;
}
