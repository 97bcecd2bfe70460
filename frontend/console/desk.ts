/** Applies the stream's events to everything that the console shows. */
import { alarmOf, announce } from "./alarms.ts";
import type { DeskEvent } from "./api.ts";
import * as directory from "./directory.svelte.ts";
import * as lists from "./inbox/list.svelte.ts";
import * as presence from "./inbox/presence.svelte.ts";
import * as threads from "./inbox/thread.svelte.ts";
import { listen, type Told } from "./live.svelte.ts";
import { say } from "./notices.svelte.ts";
import { place } from "./place.svelte.ts";
import { may, myId, refresh, session } from "./session.svelte.ts";
import { t } from "./texts.ts";

const PEEK_MS = 1_500; // least time between two reads of counts and the top of the list
const LOOK_MS = 60_000; // most time: a customer becomes late without an event

/** Follow the desk until the returned function is called. */
export function follow(): () => void {
  const look = atMostEvery(PEEK_MS, () => {
    void refresh(); // the assistant may have been stopped
    void directory.views.load();
    if (place.route.page === "inbox") void lists.peek();
  });
  const stop = listen((told) => tell(told, look));
  const timer = setInterval(look, LOOK_MS);
  void directory.views.load();
  void directory.people.load();
  void directory.teams.load();
  const unfollow = presence.follow();
  return () => {
    clearInterval(timer);
    unfollow();
    stop();
  };
}

function hear(event: DeskEvent): void {
  const listener = { id: myId(), teams: session.me?.agent.teams ?? [], leads: may("lead") };
  const text = alarmOf(event, listener, Date.now());
  if (text) announce(text, event.conversation_id);
}

function tell(told: Told, look: () => void): void {
  switch (told.kind) {
    case "event":
      threads.tell(told.event);
      lists.tell(told.event);
      hear(told.event);
      look();
      break;
    case "presence":
      presence.tell(told.event);
      break;
    case "agent":
      directory.people.renew();
      if (told.event.agent_id === myId()) void refresh();
      break;
    case "refetch":
      threads.renew(place.route.page === "inbox" ? place.route.conversation : null);
      if (place.route.page === "inbox") lists.reveal();
      directory.people.renew();
      void presence.renew();
      look();
      break;
    case "connected":
      if (told.isAgain) say(t.state.upToDate);
      if (!told.is) void refresh(); // the reason may be that they were signed out
      break;
  }
}

/** Runs at once, then at most every `ms`; calls in between are merged into one. */
function atMostEvery(ms: number, run: () => void): () => void {
  let isWaiting = false;
  let wasAsked = false;
  const now = () => {
    isWaiting = true;
    run();
    setTimeout(() => {
      isWaiting = false;
      if (wasAsked) {
        wasAsked = false;
        now();
      }
    }, ms);
  };
  return () => {
    if (isWaiting) wasAsked = true;
    else now();
  };
}
