/** Every text of the widget, in English; a catalogue of another language has the same keys. */
import type { Forms } from "../../shared/plural";

export const en = {
  lang: "en",
  dir: "ltr",

  launcher: "Chat with us",
  unread: { one: "# unread message", other: "# unread messages" } satisfies Forms,
  support: "Support",
  close: "Close chat",
  assistant: "AI assistant",
  you: "You",
  person: "A person",
  system: "Support",
  thread: "Messages",
  greeting:
    "Hello. I'm an AI assistant. I answer from our help articles and show where each answer comes from. I can make mistakes and can't change your account. You can ask for a person at any time.",

  talk: "Talk to a human",
  asking: "Asking for a person\u2026",
  waiting: "Waiting for a person",
  with: (name: string) => `With ${name}`,
  asked: "I've asked for a person. They see everything above; you won't have to repeat it.",
  askedOffline: "We'll ask for a person when you're back online.",
  next: "You are next in line.",
  before: {
    one: "# conversation is ahead of yours.",
    other: "# conversations are ahead of yours.",
  } satisfies Forms,
  soon: "We'll answer as soon as we can. Feel free to add details.",
  usually: (span: string) => `People usually answer within ${span} minutes at this hour.`,
  back: (when: string) => `Our team is away. They are back ${when} (your time).`,
  apart: "Ask something new",
  stay: "Back",
  elsewhere: "Your other request is still in line.",
  apartHint: "The AI assistant answers this one. Your request stays in line.",

  loading: "Loading your conversation\u2026",
  working: "Looking through the help articles\u2026",
  slow: "This is taking longer than usual.",
  typing: (name: string) => `${name} is writing\u2026`,
  offline: "You're offline. What you write is kept and sent when you're back.",
  lost: "Reconnecting\u2026",
  closed: "This conversation is closed. Write again to reopen it.",
  earlier: "This continues an earlier conversation.",

  failed: "The chat didn't load.",
  retry: "Try again",

  sources: { one: "# source", other: "# sources" } satisfies Forms,
  source: (number: number, title: string) => `Source ${number}: ${title}`,
  nearest: "The closest articles; they may not fit",
  article: "Open the article",
  table: (number: number) => `Table ${number}`,
  newTab: "opens in a new tab",
  helped: "Did this help?",
  mean: "Or did you mean",
  pressed: (label: string) => `Your answer: ${label}`,

  sending: "Sending\u2026",
  sent: "Sent",
  kept: "Waiting for a connection",
  refused: "Not sent.",
  again: "Send again",
  discard: "Remove",

  write: "Write a message\u2026",
  message: "Your message",
  send: "Send",
  attach: "Attach files",
  limits: "At most 10 files, each up to 20 MB",
  uploading: (percent: string) => `Uploading, ${percent}`,
  notUploaded: "Not uploaded.",
  cancel: "Cancel",
  tooLong: (length: string, most: string) =>
    `Your message has ${length} characters; at most ${most} can be sent. Shorten it, or attach it as a file.`,
  wait: "A file is still uploading. Wait, or remove it.",
  open: (name: string) => `Open ${name}`,

  email: "Leave your e-mail and we'll answer there too.",
  save: "Save",
  skip: "Not now",
  wrongAddress: "Please enter an e-mail address.",
  newMessage: "New message",
};

export type Texts = typeof en;
