/** Who is signed in, and what they may do. */
import * as api from "./api.ts";
import { Problem, useToken, whenSignedOut } from "./http.ts";

class Session {
  me = $state.raw<api.Me | null>(null);
  state = $state<"unknown" | "out" | "in" | "failed">("unknown");
  problem = $state.raw<Problem | null>(null);
}

export const session = new Session();

whenSignedOut(() => {
  session.state = "out";
  session.me = null;
});

/** Read from the desk who is signed in; false if that failed. */
export async function refresh(): Promise<boolean> {
  try {
    const me = await api.me();
    useToken(me.csrf_token ?? "");
    session.me = me;
    session.state = "in";
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status !== 401 && session.state === "unknown") {
      session.problem = error;
      session.state = "failed";
    }
    return false;
  }
}

/** Sign out of this browser, or everywhere. */
export async function leave({ everywhere = false } = {}): Promise<void> {
  await (everywhere ? api.signOutEverywhere() : api.signOut());
  session.state = "out";
  session.me = null;
}

/** Whether the signed-in person's role grants it. */
export function may(permission: api.Permission): boolean {
  return session.me?.permissions.includes(permission) ?? false;
}

/** The signed-in person's id; empty while nobody is. */
export function myId(): string {
  return session.me?.agent.id ?? "";
}
