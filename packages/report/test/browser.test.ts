import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { renderReport } from "../src/render-report.js";
import { startBrowser } from "./browser.js";
import { fakeResult } from "./fake-result.js";
import { fakeSweep } from "./fake-sweep.js";

const folder = mkdtempSync(join(tmpdir(), "astra-ts-report-"));
const { browser, reason } = await startBrowser();

const pages = {
  result: renderReport({ kind: "result", result: fakeResult({ network: "packet", npus: 12 }) }),
  comparison: renderReport({
    kind: "comparison",
    results: [
      { label: "analytical", result: fakeResult() },
      { label: "packet", result: fakeResult({ network: "packet", slowness: 1.4 }) },
    ],
  }),
  sweep: renderReport({ kind: "sweep", sweep: fakeSweep() }),
};

/** Opens a page from a file, as a reader would, and gives what went wrong in it. */
async function open(running: Browser, name: keyof typeof pages, width = 1200): Promise<[Page, string[]]> {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, pages[name]);
  const context = await running.newContext({ viewport: { width, height: 900 }, offline: true });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) problems.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector("main section");
  return [page, problems];
}

async function downloaded(page: Page, button: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

describe("a report in a browser", () => {
  const running = browser as Browser;

  beforeEach(({ skip }) => skip(browser === undefined, reason));

  it("zooms, pans and tells what is under the pointer", async () => {
    const [page, problems] = await open(running, "result");
    const canvas = page.locator("#timeline canvas");
    const range = page.locator("#timeline .range");
    const whole = await range.textContent();
    await page.click('#timeline button[aria-label="Zoom in"]');
    await expect.poll(() => range.textContent()).not.toBe(whole);
    const zoomed = await range.textContent();
    await canvas.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => range.textContent()).not.toBe(zoomed);
    await page.keyboard.press("0");
    await expect.poll(() => range.textContent()).toBe(whole);
    await canvas.hover({ position: { x: 300, y: 60 } });
    await expect
      .poll(() => page.locator(".tooltip").textContent())
      .toMatch(/NPU 0.*Compute.*weight-gradient/s);
    const height = async () => (await canvas.boundingBox())?.height;
    const all = await height();
    const field = page.locator("#timeline input[type=text]");
    await field.fill("2-3");
    await expect.poll(height).toBeLessThan(all ?? 0);
    await field.fill("NPU 2");
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    await field.fill("");
    await expect.poll(height).toBe(all);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("has a table under each chart, sorted at a click, and gives its data as files", async () => {
    const [page, problems] = await open(running, "result");
    const toggles = page.locator("button[aria-expanded]");
    expect(await toggles.count()).toBeGreaterThanOrEqual(5);
    for (const toggle of await toggles.all()) {
      const panel = page.locator(`#${await toggle.getAttribute("aria-controls")} table`);
      await toggle.click();
      expect(await panel.count()).toBe(1);
      await toggle.click();
      expect(await panel.count()).toBe(0);
    }
    await page.click("#layers button[aria-expanded]");
    await page.click('#layers button[aria-label="Sort by Compute"]');
    expect(await page.locator('#layers th[aria-sort="descending"]').count()).toBe(1);
    expect(await page.locator("#layers tbody tr").first().textContent()).toContain("layer2");
    const csv = await downloaded(page, '#layers button[aria-label$="as CSV"]');
    expect(csv.name).toBe("layers.csv");
    expect(csv.text.split("\n")[0]).toMatch(/^layer,compute_ns,exposed_ns/);
    const json = await downloaded(page, '#topology button[aria-label$="as JSON"]');
    expect(JSON.parse(json.text).rows).toHaveLength(12);
    const picture = await downloaded(page, '#layers button[aria-label$="as SVG"]');
    expect(picture.name).toBe("layers.svg");
    expect(picture.text).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(picture.text).not.toContain("var(--");
    const lanes = await downloaded(page, '#timeline button[aria-label$="as SVG"]');
    expect(lanes.text).toContain("NPU 11");
    expect(lanes.text).not.toMatch(/var\(--|NaN/);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("changes between light and dark", async () => {
    const [page, problems] = await open(running, "result");
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const theme = page.locator(".bar button");
    const before = await background();
    await theme.click();
    expect(await theme.textContent()).toContain("Light");
    expect(await background()).toBe(before);
    await theme.click();
    expect(await background()).not.toBe(before);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("draws a comparison and opens its runs from the keyboard", async () => {
    const [page, problems] = await open(running, "comparison");
    expect(await page.locator("#summary tbody tr").count()).toBe(2);
    expect(await page.locator("#parts svg rect").count()).toBeGreaterThan(4);
    expect(await page.locator("#agreement-layers .chart > svg").count()).toBe(1);
    expect(await page.locator("#agreement-layers .legend path").count()).toBe(2);
    const marker = await page.locator("#agreement-layers .legend svg").first().boundingBox();
    expect(marker?.width).toBeLessThan(16);
    await page.locator('[role="tab"]').first().focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.locator('[role="tab"][aria-selected="true"]').textContent()).toBe("packet");
    await expect.poll(() => page.locator("#run-1-timeline canvas").count()).toBe(1);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("draws a sweep by any parameter, and fits a telephone", async () => {
    const [page, problems] = await open(running, "sweep", 390);
    expect(await page.locator("#chart svg[role=img]").count()).toBe(4);
    expect(await page.locator("#chart .legend path").count()).toBeGreaterThan(1);
    expect(await page.locator("#made dl").textContent()).toContain("Version");
    await page.selectOption('#chart label:has-text("lines") select', "shape");
    await page.selectOption('#chart label:has-text("Measure") select', "wall_s");
    await expect.poll(() => page.locator("#chart .legend").textContent()).toMatch(/ring.*switch/s);
    expect(await page.locator("#pareto svg").count()).toBe(1);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});
