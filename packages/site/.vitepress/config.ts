import { createRequire } from "node:module";
import { defineConfig } from "vitepress";
import { liveBlocks } from "./live-blocks.js";
import { outsideLinks } from "./outside-links.js";
import { nav, sidebar } from "./pages.js";
import { withoutComments } from "./without-comments.js";

const { resolve } = createRequire(import.meta.url);

// The site is made of the pages in docs/, as they are: what a reader of the repository sees and what the site shows is one text.
export default defineConfig({
  title: "astra-ts",
  description:
    "What a training step costs on a machine, and where the time goes: a simulator of distributed deep-learning training",
  lang: "en",
  srcDir: "../../docs",
  srcExclude: ["api/**"],
  outDir: "dist",
  cacheDir: "node_modules/.cache/vitepress",
  head: [["link", { rel: "icon", href: "data:," }]],
  markdown: {
    // The pages are plain Markdown: `<file>` is text in them, not an element.
    html: false,
    config: (markdown) => void markdown.use(withoutComments).use(outsideLinks).use(liveBlocks),
  },
  themeConfig: {
    nav,
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: "local" },
    footer: { message: "MIT licence. What commands print on these pages is checked by tests." },
  },
  vite: {
    resolve: {
      // The pages lie outside of this package, so what they import is found from here.
      alias: [
        { find: "vue/server-renderer", replacement: resolve("vue/server-renderer") },
        { find: /^vue$/, replacement: resolve("vue/dist/vue.runtime.esm-bundler.js") },
      ],
    },
    worker: { format: "es" },
  },
});
