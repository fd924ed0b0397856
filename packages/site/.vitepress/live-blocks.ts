import type { MarkdownRenderer } from "vitepress";

/** A block of code of the language `live` is the simulator in the page: its lines say what is simulated at first, `size: 1MiB`. What reads the page elsewhere shows the lines. */
export function liveBlocks(markdown: MarkdownRenderer): void {
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const { info, content } = tokens[index]!;
    if (info.trim() !== "live") return fence!(tokens, index, options, env, self);
    return `<LiveCollective settings="${markdown.utils.escapeHtml(content)}" />`;
  };
}
