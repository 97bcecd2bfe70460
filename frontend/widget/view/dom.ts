/** Nodes without HTML strings: the page may forbid those (Trusted Types). */

type Child = Node | string | null | false;
type Attributes = Record<string, string | number | boolean | null | EventListener>;

/** An element with attributes (`on…` are listeners, null and false are left out) and children. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) {
      element.setAttribute(key, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  chat: "M4 5h16v11H9l-5 4V5Z",
  close: "M6 6l12 12M18 6 6 18",
  spark: "M12 3l2.2 6.8L21 12l-6.8 2.2L12 21l-2.2-6.8L3 12l6.8-2.2Z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 21a7.5 7.5 0 0 1 15 0",
  plus: "M12 5v14M5 12h14",
  send: "M5 12h13M12 5.5 18.5 12 12 18.5",
  down: "M12 5v14M5.5 12.5 12 19l6.5-6.5",
  file: "M7 3h7l5 5v13H7V3ZM14 3v5h5",
} as const;

/** An icon hidden from screen readers: there is text beside it. */
export function icon(name: keyof typeof ICONS): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("data-icon", name);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Put the nodes into the element, unless it already shows them: `key` identifies the content. */
export function fill(element: HTMLElement, key: string, nodes: () => Child[]): void {
  if (shown.get(element) === key) return;
  shown.set(element, key);
  element.replaceChildren(...nodes().filter((node) => node !== null && node !== false));
  element.hidden = element.childNodes.length === 0;
}

const shown = new WeakMap<HTMLElement, string>();
