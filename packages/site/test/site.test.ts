import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveFolder } from "../../playground/server.js";
import { startBrowser } from "../../report/test/browser.js";
import { sidebar } from "../.vitepress/pages.js";
import { buildSite } from "../build.js";

const folder = mkdtempSync(join(tmpdir(), "astra-ts-site-"));
const { browser, reason } = await startBrowser();
if (browser === undefined) console.warn(`The site was not tried in a browser: ${reason}`);

/** Script that a page may load before anybody touches it, bytes. */
const mostScript = 300_000;

let server: Server;
let address: string;
beforeAll(async () => {
  await buildSite(folder);
  ({ server, address } = await serveFolder(folder, 0));
}, 300_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true });
});

function pages(): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".html") && !file.startsWith("playground"),
  );
}

/** Opens a page and gives what goes wrong in it. */
async function open(path: string, width: number, colorScheme: "light" | "dark"): Promise<[Page, string[]]> {
  const context = await browser!.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !/^(about|blob|data):/.test(request.url()))
      problems.push(`asked for ${request.url()}`);
  });
  await page.goto(`${address}${path}`);
  return [page, problems];
}

describe("the site", () => {
  it("has every page of the docs and every lesson", () => {
    expect(pages().length).toBeGreaterThan(35);
    expect(pages()).toContain("index.html");
  });

  it("has every page beside it, in the order in which pages are met", () => {
    const linked = sidebar.flatMap(({ items = [] }) => items.map(({ link }) => `${link?.slice(1)}.html`));
    const own = pages().filter((page) => page !== "index.html" && page !== "404.html");
    expect([...linked].sort()).toEqual(own.sort());
  });

  it("has no link that leads nowhere, and none out of itself but to well-known addresses", () => {
    const broken: string[] = [];
    for (const page of pages()) {
      const text = readFileSync(join(folder, page), "utf8");
      for (const [, target] of text.matchAll(/(?:href|src)="([^"#]+)(?:#[^"]*)?"/g)) {
        if (/^(https?|data|mailto):/.test(target!)) continue;
        const path = target!.startsWith("/") ? join(folder, target!) : join(folder, dirname(page), target!);
        const file = statSync(path, { throwIfNoEntry: false })?.isDirectory()
          ? join(path, "index.html")
          : path;
        if (!existsSync(file)) broken.push(`${page}: ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it("loads less script per page than a picture weighs", () => {
    const heavy: string[] = [];
    for (const page of pages()) {
      const text = readFileSync(join(folder, page), "utf8");
      const scripts = new Set(
        [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path!),
      );
      const bytes = [...scripts].reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
      if (bytes > mostScript) heavy.push(`${page}: ${bytes}`);
    }
    expect(heavy).toEqual([]);
  });
});

describe.skipIf(browser === undefined)(`the site in Chromium${reason === "" ? "" : `: ${reason}`}`, () => {
  it("simulates exercise 1 in the first lesson, and again when a number changes", async () => {
    const [page, problems] = await open("lessons/training.html", 1200, "light");
    const total = page.locator('.live [data-network="analytical"] .total');
    await page.locator(".live").scrollIntoViewIfNeeded();
    await page.locator(".live .status", { hasText: "Simulated in" }).waitFor();
    expect(await total.textContent()).toBe("45.681 us");
    await page.locator(".live label", { hasText: "NPUs" }).locator("input").fill("16");
    await page.keyboard.press("Tab");
    await expect.poll(() => total.textContent()).toBe("79.481 us");
    await page.locator(".live summary").click();
    await page.frameLocator(".live iframe").locator("main section svg").first().waitFor();
    expect(problems).toEqual([]);
  });

  it("finds a page by its words, without a network", async () => {
    const [page, problems] = await open("", 1200, "dark");
    await page.getByRole("button", { name: "Search" }).first().click();
    await page.locator("input[type=search], .search-input").last().fill("doubleBinaryTree");
    await page.locator(".results a").first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\.html/);
    expect(problems).toEqual([]);
  });

  it("is walked from the landing page through all lessons by their last links", async () => {
    const [page, problems] = await open("", 1200, "light");
    await page.getByRole("link", { name: "First lesson" }).click();
    const titles: (string | null)[] = [];
    for (;;) {
      await page.locator("h1").waitFor();
      titles.push(await page.locator("h1").first().textContent());
      const next = page.locator("p", { hasText: /^Next: / }).locator("a");
      if ((await next.count()) === 0) break;
      const before = page.url();
      await next.click();
      await page.waitForURL((url) => url.href !== before);
    }
    expect(titles).toHaveLength(9);
    expect(problems).toEqual([]);
  });

  it("fits a phone: nothing but tables and code is wider than the screen", async () => {
    for (const path of ["", "lessons/training.html", "command.html", "formats/experiment.html"]) {
      const [page] = await open(path, 390, "light");
      const [wide, screen] = await page.evaluate<[number, number]>(
        "[document.documentElement.scrollWidth, innerWidth]",
      );
      expect({ path, wide }).toEqual({ path, wide: screen });
    }
  });

  it("has the playground in a folder of its own", async () => {
    const [page, problems] = await open("playground/", 1200, "light");
    await page.locator('[data-network="analytical"] .total').waitFor();
    expect(problems).toEqual([]);
  });
});

it("names no folder of the machine that built it", () => {
  const texts = pages().map((page) => [page, readFileSync(join(folder, page), "utf8")] as const);
  expect(texts.filter(([, text]) => text.includes(relative("/", folder))).map(([page]) => page)).toEqual([]);
});
