import type { MarkdownRenderer } from "vitepress";

/** Links to files of the repository that are no pages of the site become their text, with the path as its title: a page read offline leads nowhere that it cannot show. */
export function outsideLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("outside-links", ({ tokens, env }) => {
    const { relativePath = "" } = env as { relativePath?: string };
    for (const { children } of tokens) {
      let path: string | undefined;
      for (const token of children ?? []) {
        if (token.type === "link_open") path = pathInRepository(token.attrGet("href") ?? "", relativePath);
        if (path === undefined) continue;
        if (token.type === "link_open") {
          token.tag = "span";
          token.attrs = [
            ["class", "in-repository"],
            ["title", path],
          ];
        } else if (token.type === "link_close") {
          token.tag = "span";
          path = undefined;
        }
      }
    }
  });
}

/** Path from the repository's root of what a page's link leads to, where that is outside of docs/; else undefined. */
function pathInRepository(href: string, page: string): string | undefined {
  if (/^([a-z]+:|#|\/)/.test(href)) return undefined;
  const { pathname } = new URL(href, `https://site/docs/${page}`);
  return pathname.startsWith("/docs/") ? undefined : pathname.slice(1);
}
