/** One message of the thread: author, text and sources. */
import { plural } from "../../shared/plural";
import { clock } from "../../shared/time";
import type { Attachment, PublicMessage, PublicSource } from "../../generated/shapes";
import { parse, type Block, type Inline } from "../markdown";
import type { Texts } from "../texts/en";
import { h, icon } from "./dom";

export interface Reading {
  texts: Texts;
  locale: string;
  download: (attachment: Attachment) => void;
}

const LONG = /\S{20}/; // a word that may be broken, or it would make the table wide
const WIDE = 50; // a cell with more characters is kept readable where there are many columns

/** A message as it enters the thread; what may change afterwards goes into its `.actions`. */
export function messageNode(message: PublicMessage, reading: Reading): HTMLElement {
  const { author, kind, sources, attachments, created_at } = message;
  if (kind === "activity") return h("p", { class: "activity" }, message.text);
  const { texts, locale } = reading;
  const isQuote = message.decision === "answer" || message.decision === "suggest";
  const quoted = isQuote || message.decision === "offer_human" ? sources : [];
  const at = new Date(created_at);
  const exact = at.toLocaleString(locale);
  const count = plural(locale, quoted.length, texts.sources);
  return h(
    "article",
    { class: `message ${author}` },
    h(
      "p",
      { class: "who" },
      author === "assistant" && icon("spark"),
      author === "agent" && icon("person"),
      h("b", {}, nameOf(message, texts)),
      " ",
      h("time", { datetime: created_at, title: exact }, clock(locale, at, new Date())),
    ),
    h("div", { class: "bubble", dir: "auto" }, ...contentOf(message, texts)),
    quoted.length > 0 && h("span", { class: "unseen" }, count),
    quoted.length > 0 && sourcesNode(quoted, isQuote, texts),
    attachments.length > 0 && filesNode(attachments, reading),
    h("div", { class: "actions", "aria-live": "off", hidden: true }),
  );
}

export function nameOf({ author, agent_name }: PublicMessage, texts: Texts): string {
  switch (author) {
    case "customer":
      return texts.you;
    case "assistant":
      return texts.assistant;
    case "agent":
      return agent_name ?? texts.person;
    case "system":
      return texts.system;
  }
}

/** Text by people is shown as typed; the assistant's replies may use a little Markdown. */
function contentOf(message: PublicMessage, texts: Texts): Node[] {
  if (message.author === "customer") return [h("p", { class: "typed" }, message.text)];
  const hosts = new Set(message.sources.map(({ url }) => hostOf(url)));
  const allows = (url: string): boolean => message.author === "agent" || hosts.has(hostOf(url));
  return parse(message.text, allows).map((block) => blockNode(block, message.sources, texts));
}

function blockNode(block: Block, sources: PublicSource[], texts: Texts): Node {
  const inline = (parts: Inline[]): Node[] => parts.map((part) => inlineNode(part, sources, texts));
  const inner = (blocks: Block[]): Node[] => blocks.map((one) => blockNode(one, sources, texts));
  switch (block.kind) {
    case "code":
      return h("pre", { tabindex: 0 }, h("code", {}, block.text));
    case "heading":
      return h("h3", {}, ...inline(block.parts));
    case "list": {
      const items = block.items.map(({ label, blocks }) => itemNode(label, inner(blocks)));
      return h(block.isOrdered ? "ol" : "ul", {}, ...items);
    }
    case "paragraph":
      return h(
        "p",
        {},
        ...block.lines.flatMap((line, index) => [...(index > 0 ? [h("br")] : []), ...inline(line)]),
      );
    case "quote":
      return h("blockquote", {}, ...inner(block.blocks));
    case "table": {
      const row = (name: "th" | "td", cells: Inline[][]): Node =>
        h("tr", {}, ...cells.map((cell) => cellNode(name, inline(cell))));
      const head = block.head && h("thead", {}, row("th", block.head));
      const rows = block.rows.map((cells) => row("td", cells));
      return tableNode(h("table", {}, head, h("tbody", {}, ...rows)), texts);
    }
  }
}

/** An item with its label as it was written: numbers may jump. */
function itemNode(label: string, content: Node[]): HTMLElement {
  const number = parseInt(label);
  const item = h("li", { value: number >= 0 && number }, ...content);
  // Not as an attribute: the page's policy may forbid those.
  if (label && label !== `${number}.`) item.style.listStyleType = `"${label} "`;
  return item;
}

function cellNode(name: "th" | "td", content: Node[]): HTMLElement {
  const cell = h(name, { scope: name === "th" && "col" }, ...content);
  const text = cell.textContent ?? "";
  if (LONG.test(text)) cell.className = "long";
  else if (text.length > WIDE) cell.className = "wide";
  return cell;
}

/** The table in a frame in which it scrolls sideways; keys must reach it. */
function tableNode(table: HTMLElement, texts: Texts): HTMLElement {
  const label = texts.table((tables += 1));
  return h("div", { class: "table", role: "region", "aria-label": label, tabindex: 0 }, table);
}

let tables = 0; // no two regions of a page may have the same name

function inlineNode(part: Inline, sources: PublicSource[], texts: Texts): Node {
  switch (part.kind) {
    case "text":
      return document.createTextNode(part.text);
    case "bold":
      return h("strong", {}, part.text);
    case "code":
      return h("code", {}, part.text);
    case "link":
      return linkNode(part.url, part.text, texts);
    case "mark": {
      const source = sources.find(({ number }) => number === part.number);
      if (source === undefined) return document.createTextNode(`[${part.number}]`);
      const label = texts.source(part.number, source.title);
      return h(
        "button",
        { class: "mark", type: "button", "aria-label": label, onclick: reveal },
        String(part.number),
      );
    }
  }
}

/** Open the source with the pressed number. */
function reveal(event: Event): void {
  const mark = event.currentTarget as HTMLElement;
  const quotes = mark.closest("article")?.querySelectorAll("details") ?? [];
  for (const quote of quotes) {
    if (quote.dataset["number"] !== mark.textContent) continue;
    quote.open = true;
    quote.querySelector("summary")?.focus();
    quote.scrollIntoView({ block: "nearest" });
  }
}

function sourcesNode(sources: PublicSource[], isQuote: boolean, texts: Texts): HTMLElement {
  return h(
    "div",
    { class: "sources", "aria-live": "off" },
    !isQuote && h("p", { class: "nearest" }, texts.nearest),
    ...sources.map(({ number, title, heading_path, passage, url }) =>
      h(
        "details",
        { "data-number": number },
        h(
          "summary",
          {},
          isQuote && h("span", { class: "mark" }, String(number)),
          h("span", {}, [title, ...heading_path.filter((part) => part !== title)].join(" \u203a ")),
        ),
        h("blockquote", { tabindex: 0, dir: "auto" }, passage),
        hostOf(url) !== "" && linkNode(url, texts.article, texts),
      ),
    ),
  );
}

function linkNode(url: string, text: string, texts: Texts): HTMLElement {
  return h(
    "a",
    { href: url, target: "_blank", rel: "noopener noreferrer" },
    text,
    h("span", { class: "unseen" }, ` (${texts.newTab})`),
  );
}

function filesNode(attachments: Attachment[], { texts, locale, download }: Reading): HTMLElement {
  return h(
    "ul",
    { class: "files" },
    ...attachments.map((attachment) =>
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            "aria-label": texts.open(attachment.name),
            onclick: () => download(attachment),
          },
          icon("file"),
          h("span", { class: "name" }, attachment.name),
          h("span", { class: "size" }, size(attachment.bytes, locale)),
        ),
      ),
    ),
  );
}

/** "340 kB", "2.1 MB". */
export function size(bytes: number, locale: string): string {
  const isLarge = bytes >= 1_000_000;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: isLarge ? "megabyte" : "kilobyte",
    maximumFractionDigits: isLarge ? 1 : 0,
  }).format(isLarge ? bytes / 1_000_000 : Math.max(1, bytes / 1000));
}

/** The host of a web address; empty if it is not one. */
function hostOf(url: string): string {
  try {
    const { protocol, host } = new URL(url);
    return protocol === "https:" || protocol === "http:" ? host : "";
  } catch {
    return "";
  }
}
