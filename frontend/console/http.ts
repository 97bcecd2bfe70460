/** Requests to the desk: JSON both ways, the session's token, and problems as values. */
import type { Problem as ProblemDetails } from "../generated/shapes.ts";
import { t } from "./texts.ts";

/** A failed request; with `status` 0 it did not reach the desk. */
export class Problem extends Error {
  readonly details: ProblemDetails;

  constructor(details: ProblemDetails) {
    super(details.detail || details.title);
    this.details = details;
  }

  get status(): number {
    return this.details.status;
  }
}

export interface Send {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  key?: string; // Idempotency-Key: a retry with the same key is harmless
  keepalive?: boolean; // send it even if the page is being left
}

let csrf = "";
let onSignedOut: () => void = () => undefined;

/** Set the token that every changing request sends from now on. */
export function useToken(token: string): void {
  csrf = token;
}

/** Set what to call when this browser is no longer signed in. */
export function whenSignedOut(tell: () => void): void {
  onSignedOut = tell;
}

/** Send a request; returns the response's JSON, or null if it has none. Throws a Problem. */
export async function request<T>(
  path: string,
  { method = "GET", body, key, keepalive = false }: Send = {},
): Promise<T> {
  const headers = new Headers();
  if (method !== "GET") headers.set("X-CSRF-Token", csrf);
  if (key) headers.set("Idempotency-Key", key);
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers.set("Content-Type", "application/json");
  let answer: Response;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: "same-origin",
      keepalive,
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
  } catch {
    throw new Problem(unreachable());
  }
  if (!answer.ok) {
    if (answer.status === 401) onSignedOut();
    throw new Problem(await problemOf(answer));
  }
  return (answer.status === 204 ? null : await answer.json().catch(() => null)) as T;
}

async function problemOf(answer: Response): Promise<ProblemDetails> {
  const told: unknown = await answer.json().catch(() => null);
  const known = typeof told === "object" && told !== null ? (told as Partial<ProblemDetails>) : {};
  return {
    type: "about:blank",
    title: t.state.answered(answer.status),
    detail: "",
    hint: "",
    request_id: answer.headers.get("X-Request-Id") ?? "",
    ...known,
    status: answer.status,
  };
}

function unreachable(): ProblemDetails {
  return {
    type: "/problems/unreachable",
    title: t.state.unreachable,
    status: 0,
    detail: "",
    hint: "",
    request_id: "",
  };
}
