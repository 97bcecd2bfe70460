/** Runs the unit tests of both front ends. */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  test: { include: ["{shared,widget,console}/**/*.test.ts"], css: true },
});
