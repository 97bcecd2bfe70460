/** Starts the console. */
import { mount } from "svelte";
import "../shared/tokens.css";
import "./console.css";
import App from "./App.svelte";
import { follow } from "./place.svelte.ts";
import { applyTheme } from "./preferences.svelte.ts";
import { t } from "./texts.ts";

const target = document.getElementById("console");
if (!target) throw new Error(t.state.failed);
applyTheme();
follow();
mount(App, { target });
