import type { ReportInput } from "@astra-ts/core";
import pageScript from "../page/main.ts?page";
import pageStyle from "../page/style.css?page";
import { buildPageData } from "./page-data/build-page-data.js";
import { paletteStyle } from "./page-data/palette.js";
import { escapeHtml, licences } from "./page-frame.js";

/**
 * One HTML page that holds everything it needs: it opens from a file, offline, and asks nothing of any host. A result shows its timeline, topology, layers, dimensions
 * and latencies; a comparison adds the differences and their reasons; a sweep has charts by parameter. Throws AstraError (INVALID_VALUE) where there is nothing to show.
 */
export function renderReport(input: ReportInput): string {
  const data = buildPageData(input);
  // The browser ends a script at the first `</script`, wherever it stands.
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  const script = pageScript.replaceAll("</script", "<\\/script");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<meta name="generator" content="${escapeHtml(data.maker)}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeHtml(data.title)}</title>
<style>${paletteStyle}${pageStyle}</style>
${licences}
</head>
<body>
<div id="report"><noscript><p>This report draws its charts with JavaScript, which is off.</p></noscript></div>
<script type="application/json" id="report-data">${json}</script>
<script>${script}</script>
</body>
</html>
`;
}
