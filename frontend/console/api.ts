/** The agent API: a function for each call of the console. Its types are generated. */
import type * as shapes from "../generated/shapes.ts";
import { request } from "./http.ts";
import { newId } from "./id.ts";

export type * from "../generated/shapes.ts";
export type Evidence = shapes.Turn["evidence"];
export type Finding = Evidence["further"][number];
export type Hit = Evidence["nearest"][number];
export type Written = NonNullable<Evidence["written"]>;
export type Dropped = Written["dropped"][number];
export type Call = Written["calls"][number];
export type Lookup = NonNullable<Evidence["lookup"]>;

export const THREAD_MAX = 200; // the newest messages, which are part of the thread
export const EARLIER_MAX = 100; // earlier messages, per request

const post = <T>(path: string, body: unknown = {}, key?: string) =>
  request<T>(path, { method: "POST", body, ...(key ? { key } : {}) });
const put = <T>(path: string, body: unknown) => request<T>(path, { method: "PUT", body });
const patch = <T>(path: string, body: unknown) => request<T>(path, { method: "PATCH", body });
const remove = <T>(path: string) => request<T>(path, { method: "DELETE" });

export const signIn = (email: string, password: string) =>
  post<shapes.SignedInAgent>("/session", { email, password });
export const signOut = () => remove<null>("/session");
export const signOutEverywhere = () => remove<null>("/sessions");
export const enter = (token: string, password?: string) =>
  post<shapes.SignedInAgent>("/session/link", { token, ...(password ? { password } : {}) });
export const forgotPassword = (email: string) => post<null>("/password-resets", { email });
export const me = () => request<shapes.Me>("/me");
export const changeMe = (change: shapes.ProfileChange) => patch<unknown>("/me", change);
export const setPassword = (current: string, next: string) =>
  post<null>("/me/password", { current, new: next });

export const views = () => request<shapes.Counts>("/views");

/** A page of a view; `q` filters by words. */
export function conversations(filter: {
  view: string;
  q?: string;
  contact?: string;
  cursor?: string | null;
  limit?: number;
}): Promise<shapes.Rows> {
  const query = new URLSearchParams({ view: filter.view, limit: String(filter.limit ?? 50) });
  for (const name of ["q", "contact", "cursor"] as const) {
    const value = filter[name];
    if (value) query.set(name, value);
  }
  return request<shapes.Rows>(`/conversations?${query.toString()}`);
}

export const thread = (id: string) => request<shapes.Thread>(`/conversations/${id}`);
export const earlier = (id: string, before: number) =>
  request<shapes.Messages>(
    `/conversations/${id}/messages?before=${String(before)}&limit=${String(EARLIER_MAX)}`,
  );
export const write = (id: string, writing: shapes.NewMessage, key: string) =>
  post<shapes.Message>(`/conversations/${id}/messages`, writing, key);
export const takeOver = (id: string, version?: number) =>
  post<shapes.Conversation>(`/conversations/${id}/take-over`, { version });
export const handBack = (id: string, version?: number) =>
  post<shapes.Conversation>(`/conversations/${id}/hand-back`, { version });
export const decline = (id: string, version?: number) =>
  post<shapes.Conversation>(`/conversations/${id}/decline`, { version });
export const resolve = (id: string, version?: number) =>
  post<shapes.Conversation>(`/conversations/${id}/resolve`, { version });
export const reopen = (id: string, version?: number) =>
  post<shapes.Conversation>(`/conversations/${id}/reopen`, { version });
export const snooze = (id: string, until: Date, version?: number) =>
  post<shapes.Conversation>(`/conversations/${id}/snooze`, { until: until.toISOString(), version });
export const assign = (
  id: string,
  to: Pick<shapes.Assignment, "team_id" | "assignee_id">,
  version?: number,
) => post<shapes.Conversation>(`/conversations/${id}/assign`, { ...to, version });
export const change = (id: string, what: shapes.ConversationChange) =>
  patch<shapes.Conversation>(`/conversations/${id}`, what);
export const known = (id: string, text: string) =>
  post<shapes.AlreadyKnown>(`/conversations/${id}/known`, { text });
export const typing = (id: string, screen: string) =>
  post<null>(`/conversations/${id}/typing?screen=${screen}`);
export const presence = () => request<shapes.AllPresent>("/presence");
export const bePresent = (id: string, body: shapes.PresenceChange) =>
  request<null>(`/conversations/${id}/presence`, { method: "POST", body, keepalive: true });

export const reword = (id: string, text: string, how: shapes.How) =>
  post<shapes.Reworded>(`/conversations/${id}/reword`, { text, how });
export const summary = (id: string) => request<shapes.Summary>(`/conversations/${id}/summary`);
export const labels = (id: string) => request<shapes.Labels>(`/conversations/${id}/labels`);

export const turn = (id: string) => request<shapes.Turn>(`/turns/${id}`);
export const sent = (id: string) => request<shapes.SentByTurn>(`/turns/${id}/sent`);
export const replay = (id: string) => post<shapes.Replay>(`/turns/${id}/replay`);

/** Upload a file for the next message. */
export function upload(file: File): Promise<shapes.Attachment> {
  const form = new FormData();
  form.set("file", file);
  return request<shapes.Attachment>("/attachments", { method: "POST", body: form });
}
export const fileAddress = (id: string) => `/api/v1/attachments/${id}`;

export const agents = () => request<shapes.Agents>("/agents");
export const invite = (who: shapes.Invitation) =>
  post<shapes.InvitedAgent>("/agents", who, newId());
export const changeAgent = (id: string, what: shapes.AgentChange) =>
  patch<shapes.Agent>(`/agents/${id}`, what);

export const teams = () => request<shapes.Teams>("/teams");
export const addTeam = (team: shapes.NewTeam) => post<shapes.Team>("/teams", team, newId());
export const changeTeam = (id: string, team: shapes.TeamChange) =>
  patch<shapes.Team>(`/teams/${id}`, team);
export const removeTeam = (id: string) => remove<null>(`/teams/${id}`);

export const hours = (at?: string, timeZone = "") => {
  const query = new URLSearchParams({ time_zone: timeZone, ...(at ? { at } : {}) });
  return request<shapes.Hours>(`/hours?${query.toString()}`);
};
export const changeHours = (hours: shapes.HoursChange) =>
  request<shapes.Hours>("/hours", { method: "PUT", body: hours });
export const snoozes = (id: string) => request<shapes.Snoozes>(`/conversations/${id}/snoozes`);
export const reachability = (days: number) =>
  request<shapes.Reachability>(`/reachability?days=${String(days)}`);

export const reviewQueue = () => request<shapes.ReviewQueue>("/review");
export const reviewItem = (id: string) => request<shapes.ReviewItem>(`/review/${id}`);
export const reviewRates = (days: number) =>
  request<shapes.ReviewRates>(`/review/rates?days=${String(days)}`);
export const giveVerdict = (id: string, said: shapes.VerdictGiven, key: string) =>
  post<shapes.ReviewItem>(`/review/${id}/verdict`, said, key);
export const undoVerdict = (id: string) => post<shapes.ReviewItem>(`/review/${id}/undo`);
export const metrics = (query: string) => request<shapes.Metrics>(`/metrics?${query}`);
export const week = (ago: number) =>
  request<shapes.Week>(`/metrics/week?weeks_ago=${String(ago)}`);
export const metricValues = (query: string) => request<shapes.Values>(`/metrics/values?${query}`);
export const metricSplit = (name: string, by: shapes.Dimension, query: string) =>
  request<shapes.Split>(`/metrics/${name}/split/${by}?${query}`);
export const metricCurve = (name: string, query: string) =>
  request<shapes.Curves>(`/metrics/${name}/curve?${query}`);
export const metricConversations = (part: string, query: string) =>
  request<shapes.BehindPage>(`/metrics/${encodeURIComponent(part)}/conversations?${query}`);

export const inboxes = () => request<shapes.Inboxes>("/inboxes");
export const addInbox = (inbox: Omit<shapes.NewInbox, "channel">) =>
  post<shapes.AddedInbox>("/inboxes", { ...inbox, channel: "widget" }, newId());
export const changeInbox = (id: string, inbox: shapes.InboxChange) =>
  patch<shapes.Inbox>(`/inboxes/${id}`, inbox);

export const incidents = () => request<shapes.Incidents>("/incidents");
export const startIncident = (incident: shapes.NewIncident) =>
  post<shapes.Incident>("/incidents", incident, newId());
export const changeIncident = (id: string, incident: shapes.IncidentChange) =>
  patch<shapes.Incident>(`/incidents/${id}`, incident);
export const endIncident = (id: string, text: string) =>
  post<shapes.Incident>(`/incidents/${id}/end`, { text });

export const hidden = () => request<shapes.AllHidden>("/hidden");
export const hidePassages = (passages: number[]) =>
  post<shapes.HiddenKnowledge>("/hidden", { passages }, newId());
export const showAgain = (id: number) => remove<null>(`/hidden/${String(id)}`);

export const articles = () => request<shapes.Articles>("/articles");
export const article = (number: number) =>
  request<shapes.WholeArticle>(`/articles/${String(number)}`);
export const articleVersion = (number: number, version: number) =>
  request<shapes.ArticleText>(`/articles/${String(number)}/versions/${String(version)}`);
export const compareVersions = (number: number, before: number, after: number) =>
  request<shapes.ArticleComparison>(
    `/articles/${String(number)}/difference?before=${String(before)}&after=${String(after)}`,
  );
export const giveBack = (number: number) => post<null>(`/articles/${String(number)}/give-back`);

export const proposals = (state: shapes.ArticleProposal["state"]) =>
  request<shapes.ArticleProposals>(`/proposals?state=${state}`);
export const proposal = (id: string) => request<shapes.WholeProposal>(`/proposals/${id}`);
export const propose = (what: shapes.NewProposal) =>
  post<shapes.ArticleProposal>("/proposals", what, newId());
export const changeProposal = (id: string, what: shapes.ProposalChange) =>
  patch<shapes.WholeProposal>(`/proposals/${id}`, what);
export const previewProposal = (id: string) =>
  post<shapes.WholeProposal>(`/proposals/${id}/preview`);
export const publishProposal = (id: string, seen: shapes.ProposalDecision) =>
  post<shapes.ArticleProposal>(`/proposals/${id}/publish`, seen);
export const rejectProposal = (id: string, why: shapes.ProposalRejection) =>
  post<shapes.ArticleProposal>(`/proposals/${id}/reject`, why);

export const gaps = (state: shapes.Gap["state"]) => request<shapes.Gaps>(`/gaps?state=${state}`);
export const gap = (id: string) => request<shapes.GapDetail>(`/gaps/${id}`);
export const searchGaps = () => post<shapes.Gaps>("/gaps/search");
export const changeGap = (id: string, what: shapes.GapChange) =>
  patch<shapes.Gap>(`/gaps/${id}`, what);
export const drawUp = (id: string, asNew: boolean) =>
  post<shapes.ArticleProposal>(`/gaps/${id}/proposals?as_new=${String(asNew)}`, {}, newId());

export const pauseAssistant = () => post<unknown>("/assistant/pause");
export const resumeAssistant = () => post<unknown>("/assistant/resume");
export const rollout = () => request<shapes.RolloutInForce>("/rollout");
export const saveRule = (rule: shapes.RuleChange) => put<shapes.RolloutInForce>("/rollout", rule);
export const previewRule = (rule: shapes.Rule) =>
  post<shapes.RulePreview>("/rollout/preview", rule);
export const undoRule = () => post<shapes.RolloutInForce>("/rollout/undo");
export const contactPlace = (id: string) =>
  request<shapes.ContactPlace>(`/rollout/contacts/${id}`);
export function hiddenReplies(filter: {
  category: string;
  arm: string;
  cursor?: string | null;
}): Promise<shapes.HiddenReplies> {
  const query = new URLSearchParams();
  for (const name of ["category", "arm", "cursor"] as const) {
    const value = filter[name];
    if (value) query.set(name, value);
  }
  return request<shapes.HiddenReplies>(`/shadow?${query.toString()}`);
}
export function promises(filter: {
  state?: string;
  conversation?: string;
  cursor?: string | null;
}): Promise<shapes.ToldPromises> {
  const query = new URLSearchParams();
  for (const name of ["state", "conversation", "cursor"] as const) {
    const value = filter[name];
    if (value) query.set(name, value);
  }
  return request<shapes.ToldPromises>(`/promises?${query.toString()}`);
}
export const promiseCounts = () => request<shapes.PromiseCounts>("/promises/counts");
export const judgePromise = (id: string, outcome: shapes.PromiseJudged["outcome"]) =>
  put<shapes.ToldPromise>(`/promises/${id}/outcome`, { outcome });
export const draftOutcomes = () => request<shapes.AllDraftOutcomes>("/outcomes/drafts");
export const assistant = () => request<shapes.Assistant>("/assistant");
