/** Requests to the desk; an expired token is renewed automatically. */
import type { Attachment, Opened, Problem } from "../../generated/shapes";
import type { Keep } from "./keep";

const ANSWER_MS = 20_000; // without a response by then, a request has failed

/** The desk refused (`status` 400 and up) or could not be reached (0). */
export class ApiError extends Error {
  readonly status: number;
  readonly retryAfterS: number;

  /** The message is the problem's text for the customer; empty for other errors. */
  constructor(status: number, body = "", retryAfterS = 0) {
    super(status < 500 ? said(body) : "");
    this.status = status;
    this.retryAfterS = retryAfterS;
  }

  /** Whether the same request may succeed later. */
  get mayPass(): boolean {
    return this.status === 0 || this.status >= 500 || [401, 408, 425, 429].includes(this.status);
  }
}

export interface Upload {
  done: Promise<Attachment>;
  cancel(): void;
}

export class Api {
  readonly #base: string;
  readonly #inbox: string;
  readonly #keep: Keep;
  #identity: string | null;
  #link: string | null = null;
  #opening: Promise<Opened> | null = null;
  #isEnded = false;

  constructor(origin: string, inbox: string, keep: Keep, identity: string | null) {
    this.#base = `${origin}/widget/v1`;
    this.#inbox = inbox;
    this.#keep = keep;
    this.#identity = identity;
  }

  /** Use the site's signed identity token from the next session on. */
  set identity(token: string | null) {
    this.#identity = token;
  }

  /** Use a mailed link for the next session, to continue its conversation. */
  set link(token: string | null) {
    this.#link = token;
  }

  get isKnown(): boolean {
    return this.#keep.get("token") !== null;
  }

  /** Open the session of the kept token, else a new one. */
  open(): Promise<Opened> {
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  /** Ask the desk to forget the session, whatever it answers. */
  forget(): void {
    if (this.isKnown) this.#fetch("DELETE", "/sessions").catch(() => undefined);
  }

  /** Stop: send nothing more, and ignore responses that are still to come. */
  end(): void {
    this.#isEnded = true;
  }

  async call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await this.#renewing(() => this.#fetch(method, path, body));
    return response.status === 204 ? (undefined as Answer) : json<Answer>(response);
  }

  /** The body of a stream or a file, as it comes. */
  get(path: string, signal: AbortSignal, after?: number): Promise<Response> {
    return this.#renewing(() => this.#fetch("GET", path, undefined, signal, after));
  }

  /** Not with fetch, which has no upload progress. `onProgress` gets 0 to 1. */
  upload(file: File, onProgress: (share: number) => void): Upload {
    const request = new XMLHttpRequest();
    const done = new Promise<Attachment>((resolve, reject) => {
      request.open("POST", `${this.#base}/attachments`);
      request.setRequestHeader("Authorization", `Bearer ${this.#keep.get("token") ?? ""}`);
      request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
      request.onload = () => {
        if (request.status < 300) resolve(JSON.parse(request.responseText) as Attachment);
        else reject(new ApiError(request.status, request.responseText));
      };
      request.onerror = () => reject(new ApiError(0));
      request.onabort = request.onerror;
      const form = new FormData();
      form.set("file", file, file.name);
      request.send(form);
    });
    return { done, cancel: () => request.abort() };
  }

  async #open(): Promise<Opened> {
    const identity = this.#identity;
    const link = this.#link;
    let session: Opened | null = null;
    try {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const body = { inbox: this.#inbox, identity: identity || null, link, time_zone: zone };
      session = await json<Opened>(await this.#fetch("POST", "/sessions", body));
    } catch (error) {
      const isOld = link !== null && error instanceof ApiError && error.status === 403;
      if (isOld) this.#link = null;
      else if (identity === this.#identity) throw error;
    }
    if (this.#isEnded) throw new ApiError(0);
    // Without the old link, or with the current identity.
    if (session === null || identity !== this.#identity) return this.#open();
    this.#keep.set("token", session.token);
    this.#link = null; // works once
    return session;
  }

  async #renewing(request: () => Promise<Response>): Promise<Response> {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      await this.open();
      return request();
    }
  }

  async #fetch(
    method: string,
    path: string,
    body?: object,
    signal = AbortSignal.timeout(ANSWER_MS),
    after?: number,
  ): Promise<Response> {
    if (this.#isEnded) throw new ApiError(0);
    const token = this.#keep.get("token");
    const headers: Record<string, string> = {};
    if (token !== null) headers["Authorization"] = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (after !== undefined) headers["Last-Event-ID"] = String(after);
    const response = await fetch(this.#base + path, {
      method,
      headers,
      credentials: "omit",
      cache: "no-store",
      body: JSON.stringify(body),
      signal,
    }).catch(() => {
      throw new ApiError(0);
    });
    if (response.ok) return response;
    const retryAfterS = Number(response.headers.get("Retry-After")) || 0;
    throw new ApiError(response.status, await response.text().catch(() => ""), retryAfterS);
  }
}

async function json<Answer>(response: Response): Promise<Answer> {
  try {
    return (await response.json()) as Answer;
  } catch {
    throw new ApiError(0); // truncated, or a proxy answered instead of the desk
  }
}

/** A problem's text for the customer; empty if the body is not a problem. */
function said(body: string): string {
  try {
    const { detail, hint } = JSON.parse(body) as Problem;
    return [detail, hint].filter(Boolean).join(" ");
  } catch {
    return "";
  }
}
