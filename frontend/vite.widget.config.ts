/** Builds the widget: one ASCII script, for unknown pages. */
import { defineConfig, type Plugin } from "vite";

export default defineConfig({
  root: "widget",
  plugins: [usedTokens(), ascii()],
  build: {
    outDir: "../../src/tandem/resources/widget",
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"], // the first with light-dark()
    reportCompressedSize: false,
    lib: { entry: "main.ts", formats: ["iife"], name: "tandemChat", fileName: () => "widget.js" },
  },
});

/** Leaves out the tokens that only the console uses, to keep the widget small. */
function usedTokens(): Plugin {
  return {
    name: "used-tokens",
    enforce: "pre",
    async transform(code, id) {
      if (!id.includes("/shared/tokens.css")) return null;
      const styles = await this.fs.readFile("widget/widget.css", { encoding: "utf8" });
      return code.replace(/^ *(--[\w-]+):[^;]+;\n/gm, (line, name: string) =>
        styles.includes(`var(${name})`) ? line : "",
      );
    },
  };
}

/** Writes what is not ASCII as escapes: a page without a declared encoding would garble it. */
function ascii(): Plugin {
  return {
    name: "ascii",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type === "chunk") {
            file.code = file.code.replace(
              /[^\0-\x7f]/g,
              (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
            );
          }
        }
      },
    },
  };
}
