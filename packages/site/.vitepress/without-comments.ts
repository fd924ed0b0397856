import type { MarkdownRenderer } from "vitepress";

/** Comments in the pages are for those who write them. */
export function withoutComments(markdown: MarkdownRenderer): void {
  markdown.core.ruler.before("normalize", "without-comments", (state) => {
    state.src = state.src.replace(/^<!--[\s\S]*?-->\n/gm, "");
  });
}
