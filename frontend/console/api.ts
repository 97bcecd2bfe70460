/** The desk's agent API: its types, and a function for each call the console makes. */
import { request } from "./http.ts";
import { newId } from "./id.ts";

export type Role = "admin" | "lead" | "agent" | "viewer";
export type Availability = "online" | "away";
export type Permission = "read" | "work" | "lead" | "admin";
export type Status = "pending" | "open" | "snoozed" | "resolved";
export type Owner = "assistant" | "human";
export type Priority = "normal" | "high" | "urgent";
export type WaitsFor = "person" | "customer" | "assistant" | "time";
export type Author = "customer" | "assistant" | "agent" | "system";
export type Kind = "reply" | "note" | "activity";

export interface Agent {
  id: string;
  email: string;
  name: string;
  role: Role;
  availability: Availability;
  capacity: number;
  is_active: boolean;
  teams: string[];
  version: number;
}

export interface Me {
  agent: Agent;
  csrf_token: string | null;
  permissions: Permission[];
  assistant: { paused_at: string | null };
  settings: { mail: boolean; company: string; categories: string[] };
}

export interface Team {
  id: string;
  name: string;
  categories: string[];
  members: string[];
  version: number;
}

export interface Inbox {
  id: string;
  name: string;
  channel: "widget" | "email" | "api";
  product: string;
  origins: string[];
  is_internal: boolean;
  version: number;
  snippet: string | null;
  secret?: string; // of a new one, this once
}

export interface Conversation {
  id: string;
  number: number;
  subject: string;
  status: Status;
  owner: Owner;
  priority: Priority;
  category: string;
  product: string;
  tags: string[];
  team_id: string | null;
  assignee_id: string | null;
  resolution: string | null;
  handoff_reason: string | null;
  handoff_rule: string | null;
  handed_off_at: string | null;
  human_replied_at: string | null;
  waiting_since: string | null;
  last_message_at: string;
  snoozed_until: string | null;
  resolved_at: string | null;
  created_at: string;
  version: number;
  seq: number;
  public_seq: number;
  last_decision: string | null;
  linked_from: string | null;
  inbox_id: string;
  contact_id: string;
}

export interface Row extends Conversation {
  contact: { id: string; name: string; email: string; is_verified: boolean };
  inbox_name: string;
  team_name: string | null;
  assignee_name: string | null;
  preview: string;
  waits_for: WaitsFor;
  draft: boolean;
}

export interface Contact {
  id: string;
  external_realm: string | null;
  external_id: string | null;
  name: string;
  email: string;
  left_email: string; // typed into the chat: nobody has made sure of it
  is_verified: boolean;
  is_internal: boolean;
  is_high_value: boolean;
  people_first: boolean;
  is_blocked: boolean;
  product: string;
  plan: string;
  locale: string;
  attributes: Record<string, string>;
  created_at: string;
  seen_at: string | null;
  version: number;
}

export interface Source {
  number: number;
  article_id: string;
  version: number;
  title: string;
  url: string;
  heading_path: string[];
  passage: string;
  score_bm25: number;
  score_dense: number | null;
}

export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  bytes: number;
}

export interface Message {
  id: string;
  conversation_id: string;
  seq: number;
  public_seq: number | null;
  author: Author;
  kind: Kind;
  text: string;
  agent_id: string | null;
  agent_name: string | null;
  turn_id: string | null;
  decision: string | null;
  options: string[];
  sources: Source[];
  is_automatic: boolean;
  was_helpful: boolean | null;
  delivery: "queued" | "sent" | "failed" | null;
  attachments: Attachment[];
  created_at: string;
}

export interface Draft {
  turn_id: string;
  decision: string;
  text: string;
  sources: Source[];
  confidence: number | null;
  seen_seq: number;
  created_at: string;
  is_outdated: boolean;
}

export interface Brief {
  wants: string;
  known: { says: string; origin: string }[];
  tried: { decision: string; titles: string[]; reaction: string }[];
  open_questions: string[];
  promised: string[];
  mood: string;
  reason: string;
  rule: string;
  next_step: string;
}

export interface TurnLine {
  id: string;
  decision: string;
  rule: string;
  effect: string | null;
  taken_at: string;
}

export interface Thread {
  conversation: Row;
  contact: Contact;
  messages: Message[];
  draft: Draft | null;
  brief: Brief | null;
  other_open: { id: string; number: number; subject: string; status: Status }[];
  turns: TurnLine[];
}

interface Found {
  name: string;
  words: string;
}

export interface Hit {
  passage_id: number;
  title: string;
  url: string;
  heading_path: string[];
  text: string;
  version: number;
  document: string;
  score: number;
}

/** A turn's frozen record (core/turn/evidence.py). */
export interface Evidence {
  context: { question: string; verified: boolean; attributes: [string, string][] };
  screen: Record<string, Found | boolean | string | null>;
  votes: { head: string; probability: number; threshold: number }[];
  nearest: Hit[];
  precedents: Hit[];
  category: string;
  candidate: {
    maker: string;
    claims: { text: string; citation: number }[];
    citations: (Omit<Source, "score_bm25"> & { passage_id: number })[];
    answerable: boolean;
  } | null;
  verification: { checks: { name: string; ok: boolean; says: string }[] } | null;
  ambiguity: { about: string; options: string[] } | null;
  confidence: { value: number; features: [string, number][] } | null;
  threshold: {
    value: number | null;
    target: number;
    judged: number;
    answered: number;
    wrong: number;
    bound: number;
    origin: string;
  };
  signals: { name: string; says: string }[];
  language: string;
  circling: boolean;
  out_of_time: boolean;
  failure: string | null;
  versions: {
    tandem: string;
    policy: string;
    embedder: string;
    calibration: string;
    snapshot: number;
  };
}

export interface Turn {
  id: string;
  taken_at: string;
  decision: Record<string, unknown>;
  rule: string;
  effect: string | null;
  conversation_id: string | null;
  evidence: Evidence;
  policy_hash: string;
  evidence_hash: string;
  steps: Record<string, number>;
}

export interface Replay {
  identical: boolean;
  recorded: string;
  replayed: string;
}

export interface Views {
  mine: number;
  unassigned: number;
  urgent: number;
  assistant: number;
  snoozed: number;
  waiting_late: number;
  teams: { id: string; name: string; count: number }[];
}

export interface Items<T> {
  items: T[];
}

export interface Page<T> extends Items<T> {
  next_cursor: string | null;
}

export const THREAD_MAX = 200; // the newest messages, which come with the thread
export const EARLIER_MAX = 100; // messages before those, read at once

export interface AssistantState {
  paused_at: string | null;
  rollout: { product: string; category: string; mode: string; audience: string }[];
}

export interface Writing {
  kind: "reply" | "note";
  text: string;
  attachments?: string[];
  seen_seq?: number;
  take_over?: boolean;
  resolve?: boolean;
  draft?: string;
}

export interface Change {
  priority?: Priority;
  category?: string;
  tags?: string[];
  version?: number;
}

const post = <T>(path: string, body: unknown = {}, key?: string) =>
  request<T>(path, { method: "POST", body, ...(key ? { key } : {}) });
const patch = <T>(path: string, body: unknown) => request<T>(path, { method: "PATCH", body });
const remove = <T>(path: string) => request<T>(path, { method: "DELETE" });

export const signIn = (email: string, password: string) =>
  post<{ agent: Agent; csrf_token: string }>("/session", { email, password });
export const signOut = () => remove<null>("/session");
export const signOutEverywhere = () => remove<null>("/sessions");
export const enter = (token: string, password?: string) =>
  post<{ agent: Agent; csrf_token: string }>("/session/link", {
    token,
    ...(password ? { password } : {}),
  });
export const forgotPassword = (email: string) => post<null>("/password-resets", { email });
export const me = () => request<Me>("/me");
export const changeMe = (change: { availability?: Availability; name?: string }) =>
  patch<unknown>("/me", change);
export const setPassword = (current: string, next: string) =>
  post<null>("/me/password", { current, new: next });

export const views = () => request<Views>("/views");

/** A page of a view; `q` filters by words. */
export function conversations(filter: {
  view: string;
  q?: string;
  contact?: string;
  cursor?: string | null;
  limit?: number;
}): Promise<Page<Row>> {
  const query = new URLSearchParams({ view: filter.view, limit: String(filter.limit ?? 50) });
  for (const name of ["q", "contact", "cursor"] as const) {
    const value = filter[name];
    if (value) query.set(name, value);
  }
  return request<Page<Row>>(`/conversations?${query.toString()}`);
}

export const thread = (id: string) => request<Thread>(`/conversations/${id}`);
export const earlier = (id: string, before: number) =>
  request<Items<Message>>(
    `/conversations/${id}/messages?before=${String(before)}&limit=${String(EARLIER_MAX)}`,
  );
export const write = (id: string, writing: Writing, key: string) =>
  post<Message>(`/conversations/${id}/messages`, writing, key);
export const takeOver = (id: string, version?: number) =>
  post<Conversation>(`/conversations/${id}/take-over`, { version });
export const handBack = (id: string, version?: number) =>
  post<Conversation>(`/conversations/${id}/hand-back`, { version });
export const resolve = (id: string, version?: number) =>
  post<Conversation>(`/conversations/${id}/resolve`, { version });
export const reopen = (id: string, version?: number) =>
  post<Conversation>(`/conversations/${id}/reopen`, { version });
export const snooze = (id: string, until: Date, version?: number) =>
  post<Conversation>(`/conversations/${id}/snooze`, { until: until.toISOString(), version });
export const assign = (
  id: string,
  to: { team_id: string | null; assignee_id: string | null },
  version?: number,
) => post<Conversation>(`/conversations/${id}/assign`, { ...to, version });
export const change = (id: string, what: Change) =>
  patch<Conversation>(`/conversations/${id}`, what);
export const typing = (id: string) => post<null>(`/conversations/${id}/typing`);

export const turn = (id: string) => request<Turn>(`/turns/${id}`);
export const replay = (id: string) => post<Replay>(`/turns/${id}/replay`);

/** Upload a file that the next message may carry. */
export function upload(file: File): Promise<Attachment> {
  const form = new FormData();
  form.set("file", file);
  return request<Attachment>("/attachments", { method: "POST", body: form });
}
export const fileAddress = (id: string) => `/api/v1/attachments/${id}`;

export const agents = () => request<Items<Agent>>("/agents");
export const invite = (who: { email: string; name: string; role: Role }) =>
  post<{ invitation_url?: string | null }>("/agents", who, newId());
export const changeAgent = (
  id: string,
  what: { role?: Role; is_active?: boolean; version: number },
) => patch<Agent>(`/agents/${id}`, what);

type TeamFields = Pick<Team, "name" | "categories" | "members">;
export const teams = () => request<Items<Team>>("/teams");
export const addTeam = (team: TeamFields) => post<Team>("/teams", team, newId());
export const changeTeam = (id: string, team: TeamFields & { version: number }) =>
  patch<Team>(`/teams/${id}`, team);
export const removeTeam = (id: string) => remove<null>(`/teams/${id}`);

type InboxFields = Pick<Inbox, "name" | "product" | "origins">;
export const inboxes = () => request<Items<Inbox>>("/inboxes");
export const addInbox = (inbox: InboxFields) =>
  post<Inbox>("/inboxes", { ...inbox, channel: "widget" }, newId());
export const changeInbox = (id: string, inbox: InboxFields & { version: number }) =>
  patch<Inbox>(`/inboxes/${id}`, inbox);

export const pauseAssistant = () => post<unknown>("/assistant/pause");
export const resumeAssistant = () => post<unknown>("/assistant/resume");
export const assistant = () => request<AssistantState>("/assistant");
