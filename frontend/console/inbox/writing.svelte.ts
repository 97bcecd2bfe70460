/** The unsent and half-sent text of each conversation; it survives leaving the screen. */
import * as api from "../api.ts";
import { perform } from "../commands.ts";
import { Problem } from "../http.ts";
import { newId } from "../id.ts";
import { complain, say } from "../notices.svelte.ts";
import { place } from "../place.svelte.ts";
import { myId } from "../session.svelte.ts";
import { t } from "../texts.ts";
import { hour } from "../time.ts";
import * as drafts from "./drafts.ts";
import { stopped } from "./presence.svelte.ts";

const AGAIN_MS = 1_000; // between two checks whether a request is done
const QUESTIONS_MAX = 10;

class Writing {
  written = $state<drafts.Written>({ ...drafts.BLANK });
  files = $state.raw<readonly api.Attachment[]>([]);
  uploading = $state.raw<readonly File[]>([]);
  isSending = $state(false);
  refusal = $state.raw<Problem | null>(null);
  beside = $state.raw<ReadonlySet<string>>(new Set()); // who they know to be writing, too
  isAside = $state(false); // it is a note only because a colleague writes a reply
  readonly #conversation: string;
  readonly #place: string;
  #asked: { key: string; body: api.NewMessage } | null = null; // not yet known to be refused or done

  constructor(conversation: string, place: string) {
    this.#conversation = conversation;
    this.#place = place;
    this.follow();
  }

  get isEmpty(): boolean {
    return !this.written.text.trim() && this.files.length === 0;
  }

  /** Load what is kept; another tab may have changed it. */
  follow(): void {
    this.written = drafts.kept(this.#place) ?? { ...drafts.BLANK, kind: this.written.kind };
  }

  /** Save the change. */
  keep(): void {
    drafts.keepWritten(this.#place, this.written);
  }

  /** Remember what they had read when they started; the desk compares with it. */
  begin(row: api.Row): void {
    if (this.isEmpty) this.read(row);
  }

  /** Mark everything as read, including who holds it. */
  read(row: api.Row): void {
    this.written.seenSeq = row.seq;
    this.written.holder = row.assignee_id;
  }

  /** Send it. After a failure with an unknown outcome, the same request is repeated. */
  async send(row: api.Row, how: drafts.How): Promise<void> {
    const wanted = drafts.request(this.written, this.files, row, myId(), how);
    const asked =
      this.#asked && drafts.saysSame(this.#asked.body, wanted)
        ? this.#asked
        : { key: newId(), body: wanted };
    this.#asked = asked;
    this.isSending = true;
    this.refusal = null;
    try {
      const message = await write(row.id, asked.body, asked.key);
      this.#asked = null;
      this.#sent(asked.body);
      say(asked.body.kind === "note" ? t.done.noted : t.done.sent(hour(message.created_at)));
      if (asked.body.resolve && isShown(row.id)) perform("back");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!drafts.mayBeDone(error)) this.#asked = null;
      if (error.status === 409 && !this.#asked && isShown(row.id)) this.refusal = error;
      else complain([t.composer.failed(row.number), error.message].join(" "));
    } finally {
      this.isSending = false;
    }
  }

  async attach(file: File): Promise<void> {
    this.uploading = [...this.uploading, file];
    try {
      this.files = [...this.files, await api.upload(file)];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      complain([t.composer.uploadFailed(file.name), error.message].join(" "));
    } finally {
      this.uploading = this.uploading.filter((one) => one !== file);
    }
  }

  #sent({ text, attachments = [] }: api.NewMessage): void {
    this.written.text = drafts.rest(this.written.text, text);
    this.written.turn = null;
    stopped(this.#conversation);
    this.files = this.files.filter((file) => !attachments.includes(file.id));
    this.keep();
  }
}

const writings = new Map<string, Writing>();

addEventListener("storage", ({ key }) => {
  if (key) writings.get(key)?.follow();
});

/** What an agent writes in a conversation. */
export function writingIn(conversation: string, agent: string): Writing {
  const place = drafts.placeOf(conversation, agent);
  const writing = writings.get(place) ?? new Writing(conversation, place);
  writings.set(place, writing);
  return writing;
}

/** Send the request until its outcome is known; the desk stores it only once. */
async function write(id: string, body: api.NewMessage, key: string): Promise<api.Message> {
  for (let questions = 1; ; questions++) {
    try {
      return await api.write(id, body, key);
    } catch (error) {
      const isOpen = error instanceof Problem && drafts.isUnderWay(error);
      if (!isOpen || questions === QUESTIONS_MAX) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

function isShown(conversation: string): boolean {
  return place.route.page === "inbox" && place.route.conversation === conversation;
}
