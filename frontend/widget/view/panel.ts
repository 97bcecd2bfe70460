/** The panel: a header with the way to a person, the thread, what happens now, the composer. */
import { plural } from "../../shared/plural";
import type { Option, PublicMessage } from "../../generated/shapes";
import type { Chat, State } from "../model/chat";
import type { Entry } from "../model/outbox";
import type { Texts } from "../texts/en";
import { talkIn } from "../texts/talk";
import { Composer } from "./composer";
import { fill, h, icon } from "./dom";
import { messageNode, type Reading } from "./message";

const ABOVE_PX = 8; // space above a long reply
const NEAR_END_PX = 80; // this close to the end, the view keeps following it

export interface PanelOptions {
  chat: Chat;
  texts: Texts;
  locale: string;
  /** The link of "Talk to a human" when the desk is unreachable: the site's mail, phone or form. */
  fallback: string | null;
  /** Null if the panel is part of the page. */
  onClose: (() => void) | null;
}

export class Panel {
  readonly nodes: HTMLElement[];
  readonly #chat: Chat;
  readonly #texts: Texts;
  readonly #reading: Reading;
  readonly #fallback: string | null;
  readonly #composer: Composer;
  readonly #title = h("h2", { id: "title" });
  readonly #person = h("div");
  readonly #notice = h("div", { class: "notice", role: "alert" });
  readonly #log: HTMLElement;
  readonly #outbox = h("div");
  readonly #scroll: HTMLElement;
  readonly #email = h("div", { class: "email" });
  readonly #survey = h("div", { class: "email", "aria-live": "polite" });
  readonly #apart = h("div", { class: "email" });
  readonly #status = h("p", { class: "status", role: "status" });
  readonly #newer: HTMLButtonElement;
  readonly #shown = new Map<string, HTMLElement>();
  #thread: string | null = null;
  #isPinned = true; // to the end, until the customer scrolls up

  constructor({ chat, texts, locale, fallback, onClose }: PanelOptions) {
    this.#chat = chat;
    this.#texts = texts;
    this.#fallback = fallback;
    this.#reading = {
      texts,
      locale,
      download: ({ id, name }) => void chat.download(id).then((blob) => save(blob, name)),
    };
    this.#composer = new Composer(chat, this.#reading);
    this.#log = h("div", { role: "log", "aria-label": texts.thread });
    this.#scroll = h(
      "div",
      {
        class: "scroll",
        tabindex: 0,
        role: "region",
        "aria-label": texts.thread,
        onscroll: () => this.#scrolled(),
      },
      this.#greeting(),
      this.#log,
      this.#outbox,
    );
    new ResizeObserver(() => this.#isPinned && this.#toEnd()).observe(this.#scroll);
    this.#newer = h(
      "button",
      { class: "newer primary", type: "button", hidden: true, onclick: () => this.#toEnd() },
      texts.newMessage,
      icon("down"),
    );
    const close = h(
      "button",
      { class: "close", type: "button", "aria-label": texts.close, onclick: () => onClose?.() },
      icon("close"),
    );
    this.nodes = [
      // Not a <header>: outside a section it would be a second banner of the page.
      h("div", { class: "head" }, this.#title, this.#person, onClose && close),
      this.#notice,
      h("div", { class: "middle" }, this.#scroll, this.#newer),
      this.#email,
      this.#survey,
      this.#apart,
      this.#status,
      this.#composer.node,
    ];
  }

  /** The panel has come into view. */
  appeared(): void {
    this.#composer.fit();
    this.#composer.field.focus();
    this.#toEnd();
  }

  add(files: FileList | undefined): void {
    this.#composer.add(files);
  }

  /** Show the state; unchanged parts stay untouched, so they are read out once. */
  render(whole: State): void {
    const state = { ...whole, outbox: whole.outbox.filter(({ kind }) => kind !== "rating") };
    const focused = (this.#log.getRootNode() as ShadowRoot).activeElement;
    const before = this.#shown.size + this.#outbox.childElementCount;
    this.#renderHeader(state);
    this.#renderNotice(state);
    this.#renderMessages(state);
    this.#renderOutbox(state);
    this.#renderEmail(state);
    this.#renderSurvey(state);
    this.#renderApart(state);
    this.#renderStatus(state);
    const isMore = this.#shown.size + this.#outbox.childElementCount > before;
    const isOwn = state.outbox.length > 0;
    if (this.#isPinned || (isMore && isOwn)) this.#toEnd();
    else if (isMore) this.#newer.hidden = false;
    // If the focused button is gone, the focus moves to the text field.
    if (focused?.isConnected === false) {
      (this.#survey.querySelector("textarea") ?? this.#composer.field).focus();
    }
  }

  #greeting(): HTMLElement {
    const who = h("p", { class: "who" }, icon("spark"), h("b", {}, this.#texts.assistant));
    const bubble = h("div", { class: "bubble" }, h("p", {}, this.#texts.greeting));
    return h("article", { class: "message assistant" }, who, bubble);
  }

  /** The button "Talk to a human" until it was pressed; then the line under the name says so. */
  #renderHeader({ inboxName, thread, outbox, session, isOnline }: State): void {
    const texts = this.#texts;
    const name = inboxName || texts.support;
    const status = thread?.status ?? "assistant";
    const agent = thread?.agent_name ?? texts.person;
    const isAsking = outbox.some((entry) => entry.kind === "person" && entry.state !== "refused");
    let people = "";
    if (status === "person") people = texts.with(agent);
    else if (status === "waiting") people = texts.waiting;
    else if (isAsking) people = texts.asking;
    fill(this.#title, name + people, () => [
      h("span", {}, name),
      people === ""
        ? h("small", {}, icon("spark"), texts.assistant)
        : h("small", { class: "people" }, icon("person"), people),
    ]);
    const isFailed = session === "failed" && isOnline;
    fill(this.#person, `${people === ""} ${isFailed}`, () => {
      if (isFailed && this.#fallback) {
        const { text, lang } = this.#talkText();
        return [h("a", { class: "talk", href: this.#fallback, lang }, text)];
      }
      return [people === "" && this.#talk()];
    });
  }

  #talk(label?: string): HTMLElement {
    const onclick = (): void => this.#chat.askForPerson();
    const { text, lang } = this.#talkText(label);
    return h("button", { class: "talk", type: "button", lang, onclick }, text);
  }

  /** In the reader's own language where we have it, whatever language the rest is in. */
  #talkText(text = this.#texts.talk): { text: string; lang: string } {
    return talkIn(navigator.language) ?? { text, lang: this.#texts.lang };
  }

  #renderNotice({ session, why, isOnline }: State): void {
    const isFailed = session === "failed" && isOnline;
    fill(this.#notice, `${isFailed} ${why}`, () => {
      if (!isFailed) return [];
      const onclick = (): void => void this.#chat.connect();
      return [
        h("p", {}, h("b", {}, this.#texts.failed), " ", why),
        this.#choice(this.#texts.retry, onclick),
      ];
    });
  }

  #renderMessages({ thread, session, outbox }: State): void {
    this.#log.setAttribute("aria-busy", String(session === "opening"));
    if (thread?.id !== this.#thread) {
      this.#thread = thread?.id ?? null;
      this.#log.replaceChildren();
      this.#shown.clear();
      if (thread?.linked_from) {
        this.#log.append(h("p", { class: "activity" }, this.#texts.earlier));
      }
    }
    const messages = thread?.messages ?? [];
    messages.forEach((message, index) => {
      let node = this.#shown.get(message.id);
      if (node === undefined) {
        node = messageNode(message, this.#reading);
        const next = messages.slice(index + 1).find(({ id }) => this.#shown.has(id));
        this.#log.insertBefore(node, (next && this.#shown.get(next.id)) ?? null);
        this.#shown.set(message.id, node);
      }
      const actions = node.querySelector<HTMLElement>(".actions");
      const later = [...messages.slice(index + 1), ...outbox];
      if (actions) this.#renderActions(actions, message, later);
    });
  }

  /** What may be pressed below the last reply, or was; of an own message, that it was sent. */
  #renderActions(
    actions: HTMLElement,
    message: PublicMessage,
    later: readonly (PublicMessage | Entry)[],
  ): void {
    const texts = this.#texts;
    const { thread } = this.#chat.state;
    const { author, options, chosen } = message;
    const isLast = later.length === 0;
    const mayPress = isLast && (thread?.status === "assistant" || thread?.status === "resolved");
    const label = options.find(({ id }) => id === chosen)?.label;
    // An own message with the same words says it already.
    const isSaid = later.some((other) => "text" in other && other.text === label);
    fill(actions, [isLast, mayPress, label, isSaid].join(), () => {
      if (author === "customer") return [isLast && h("span", {}, texts.sent)];
      if (label !== undefined) return [!isSaid && h("span", {}, texts.pressed(label))];
      return mayPress ? this.#options(message) : [];
    });
  }

  /** The options of a reply; those that lead away from a suggestion are a group of their own. */
  #options(message: PublicMessage): (HTMLElement | false)[] {
    const { mean, helped } = this.#texts;
    const { decision, options } = message;
    const leadsAway = ({ article_id }: Option): boolean =>
      decision === "suggest" && article_id !== null;
    const button = (option: Option): HTMLElement =>
      option.kind === "person"
        ? this.#talk(option.label)
        : this.#choice(option.label, () => this.#chat.press(message, option));
    const others = options.filter(leadsAway).map(button);
    return [
      decision === "answer" && h("span", {}, helped),
      ...options.filter((option) => !leadsAway(option)).map(button),
      others.length > 0 &&
        h("div", { class: "others", role: "group", "aria-label": mean }, h("p", {}, mean), ...others),
    ];
  }

  #choice(text: string, onclick: () => void): HTMLElement {
    return h("button", { class: "choice", type: "button", onclick }, text);
  }

  #renderOutbox({ outbox, isOnline, session }: State): void {
    const texts = this.#texts;
    const isStuck = !isOnline || session === "failed";
    fill(this.#outbox, JSON.stringify([outbox, isStuck]), () =>
      outbox.map((entry) => this.#entry(entry, isStuck, texts)),
    );
  }

  #entry(entry: Entry, isStuck: boolean, texts: Texts): HTMLElement {
    const kept = isStuck ? texts.kept : texts.sending;
    const state = entry.state === "refused" ? texts.refused : kept;
    const again = (): void => this.#chat.again(entry.key);
    const discard = (): void => this.#chat.discard(entry.key);
    const actions = h(
      "div",
      { class: `actions ${entry.state}` },
      h("span", {}, [state, entry.why].filter(Boolean).join(" ")),
      entry.state === "refused" && this.#choice(texts.again, again),
      entry.state === "refused" && this.#choice(texts.discard, discard),
    );
    if (entry.kind !== "message") {
      const text = isStuck ? texts.askedOffline : texts.asked;
      const line = h("p", { class: "activity" }, text);
      return h("div", { class: "message wish" }, entry.state === "refused" ? actions : line);
    }
    const text = entry.text !== "" && h("p", { class: "typed" }, entry.text);
    const files = entry.attachments.map(({ name }) => h("p", {}, icon("file"), name));
    const bubble = h("div", { class: "bubble", dir: "auto" }, text, ...files);
    return h("article", { class: "message customer" }, bubble, actions);
  }

  /** Once a person is asked for, ask for an e-mail address in case the chat is closed. */
  #renderEmail({ thread, contact, asksEmail, isApart }: State): void {
    const texts = this.#texts;
    const isUnknown = contact?.has_email === false && !this.#chat.skippedEmail;
    const isWanted = asksEmail && isUnknown && thread?.status === "waiting" && !isApart;
    fill(this.#email, String(isWanted), () => {
      if (!isWanted) return [];
      const field = h("input", {
        id: "email",
        type: "email",
        autocomplete: "email",
        required: true,
        placeholder: "name@example.com",
      });
      const wrong = h("p", { class: "note", role: "alert" });
      const onsubmit = (event: Event): void => {
        event.preventDefault();
        if (!field.validity.valid) {
          wrong.textContent = texts.wrongAddress;
          field.focus();
          return;
        }
        this.#chat.leaveEmail(field.value).catch((error: Error) => {
          wrong.textContent = error.message || texts.refused;
        });
      };
      const skip = this.#choice(texts.skip, () => this.#chat.skipEmail());
      return [
        h(
          "form",
          { novalidate: true, onsubmit },
          h("label", { for: "email" }, texts.email),
          h("div", { class: "row" }, field, h("button", { class: "choice" }, texts.save), skip),
          wrong,
        ),
      ];
    });
  }

  /** After it was resolved: five buttons, then room for a comment, in the customer's language. */
  #renderSurvey({ thread }: State): void {
    const chat = this.#chat;
    const survey = thread?.status === "resolved" && !chat.skippedRating && thread.survey;
    const unsent = chat.unsentRating;
    const stars = unsent?.stars ?? (survey && survey.stars);
    const mayComment = survey && survey.may_comment && !unsent?.comment;
    fill(this.#survey, [thread?.id, survey && survey.about, stars, mayComment, unsent?.why].join(), () => {
      if (!survey) return [];
      this.#survey.lang = survey.lang;
      const skip = this.#choice(survey.skip, () => chat.skipRating());
      if (unsent?.state === "refused") return [h("p", {}, unsent.why), skip];
      if (!stars) {
        const buttons = survey.scale.map((word, index) => {
          const button = this.#choice("", () => chat.rate(index + 1));
          button.append(h("b", {}, `${index + 1}`), " ", word);
          return button;
        });
        const ask = h("p", {}, h("b", {}, survey.ask), " ", survey.about);
        return [ask, h("div", { class: "stars", role: "group", "aria-label": survey.ask }, ...buttons), skip];
      }
      const thanks = h("p", {}, survey.thanks.replace("{stars}", `${stars}`));
      if (!mayComment) return [thanks];
      const field = h("textarea", { id: "comment", maxlength: 2000 });
      const onsubmit = (event: Event): void => {
        event.preventDefault();
        const comment = field.value.trim();
        if (comment) chat.rate(stars, comment);
        else field.focus();
      };
      const send = h("button", { class: "choice" }, survey.send);
      const row = h("div", { class: "row" }, send, skip);
      return [thanks, h("form", { onsubmit }, h("label", { for: "comment" }, survey.more), field, row)];
    });
  }

  /** While people have the conversation, the assistant answers a new question beside it. */
  #renderApart({ thread, isApart, outbox }: State): void {
    const texts = this.#texts;
    this.#log.hidden = isApart;
    const isWaiting = thread?.status === "waiting" && outbox.length === 0;
    fill(this.#apart, `${isWaiting} ${isApart} ${thread?.waits_elsewhere}`, () => {
      if (!isWaiting && !isApart) return [!!thread?.waits_elsewhere && h("p", {}, texts.elsewhere)];
      const turn = (): void => {
        this.#chat.beApart(!isApart);
        this.#composer.field.focus();
      };
      return [
        isApart && h("p", {}, texts.apartHint),
        h("div", { class: "row" }, this.#choice(isApart ? texts.stay : texts.apart, turn)),
      ];
    });
  }

  #renderStatus(state: State): void {
    const text = statusText(state, this.#chat.isWorking, this.#reading);
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll;
    this.#isPinned = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.#isPinned) this.#newer.hidden = true;
  }

  /** Scroll to the end, but not past the start of a long reply. */
  #toEnd(): void {
    const last = this.#outbox.hidden ? this.#log.lastElementChild : null;
    const { scrollHeight, clientHeight } = this.#scroll;
    const start = last instanceof HTMLElement ? last.offsetTop - ABOVE_PX : scrollHeight;
    this.#scroll.scrollTop = Math.min(start, scrollHeight - clientHeight);
    this.#newer.hidden = true;
    this.#isPinned = true;
  }
}

/** The status line: only the most important thing. */
function statusText(state: State, isWorking: boolean, { texts, locale }: Reading): string {
  const { thread, session, isOnline, isLost, typing, isSlow } = state;
  if (!isOnline) return texts.offline;
  if (session === "opening") return texts.loading;
  if (session === "failed") return "";
  if (isLost) return texts.lost;
  if (typing !== null) return texts.typing(typing);
  if (thread?.status === "waiting") {
    const { queue_place: place, back_at: back, usual_minutes: usual } = thread;
    if (state.isApart || place === null) return state.isApart ? "" : texts.soon;
    if (back !== null) return texts.back(moment(back, locale));
    const line = place === 0 ? texts.next : plural(locale, place, texts.before);
    const soon = usual ? texts.usually([...new Set(usual)].join("\u2013")) : texts.soon;
    return `${line} ${soon}`;
  }
  // After "Is there anything else?", no word of closing.
  if (thread?.status === "resolved") {
    return thread.messages.at(-1)?.decision === "greet" ? "" : texts.closed;
  }
  if (isWorking) return isSlow ? texts.slow : texts.working;
  return "";
}

/** A moment in the reader's own time zone. */
function moment(at: string, locale: string): string {
  const how = { dateStyle: "full", timeStyle: "short" } as const;
  return new Intl.DateTimeFormat(locale, how).format(new Date(at));
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
