/** Builds the console: a page and its assets, served by the desk under its own address. */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  root: "console",
  plugins: [svelte({ configFile: "../svelte.config.js" })],
  build: {
    outDir: "../../src/tandem/resources/console",
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"], // the first with light-dark()
    assetsInlineLimit: 0, // the desk's policy allows no data: script or style
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.md" }, // of what is bundled
    reportCompressedSize: false,
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
});
