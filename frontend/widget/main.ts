/** Starts the chat on a page, and answers `window.tandem`, also for calls made before it loaded. */
import { TandemChat } from "./element";

type Call = [name: string, ...given: unknown[]];
type Listener = (detail: unknown) => void;

declare global {
  interface Window {
    tandem?: Call[] | typeof tandem;
  }
}

const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null;

const tandem = {
  open: () => chat()?.open(),
  close: () => chat()?.close(),
  /** Takes a token signed by the site's server; a name or an address alone proves nothing. */
  identify: (token: string) => chat()?.identify(token),
  /** For when the customer signs out of the site. */
  reset: () => chat()?.reset(),
  /** `open`, `close`, `unread`, `message` and `human`. */
  on: (event: string, listener: Listener) =>
    document.addEventListener(`tandem:${event}`, (e) => listener((e as CustomEvent).detail)),
  push: (...calls: Call[]) => calls.forEach(run),
};

function chat(): TandemChat | null {
  return document.querySelector<TandemChat>("tandem-chat");
}

function run([name, ...given]: Call): void {
  const methods: Record<string, ((...given: never[]) => unknown) | undefined> = { ...tandem };
  methods[name]?.(...(given as never[]));
}

/** Where the page has no element of its own, the snippet's one is put at its end. */
function start(): void {
  const element = chat() ?? document.createElement("tandem-chat");
  for (const [name, value = ""] of Object.entries(script?.dataset ?? {})) {
    if (!element.hasAttribute(name)) element.setAttribute(name, value);
  }
  if (script?.src && !element.hasAttribute("api")) {
    element.setAttribute("api", new URL(script.src).origin);
  }
  if (!customElements.get("tandem-chat")) customElements.define("tandem-chat", TandemChat);
  if (!element.isConnected) document.body.append(element);
  const early = window.tandem;
  window.tandem = tandem;
  if (Array.isArray(early)) early.forEach(run);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
