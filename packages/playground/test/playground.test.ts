import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBrowser } from "../../report/test/browser.js";
import { buildPlayground } from "../build.js";
import { serveFolder } from "../server.js";

const folder = mkdtempSync(join(tmpdir(), "astra-ts-playground-"));
const { browser, reason } = await startBrowser();
if (browser === undefined) console.warn(`The playground was not tried in a browser: ${reason}`);

let server: Server;
let address: string;
beforeAll(async () => {
  await buildPlayground(folder);
  ({ server, address } = await serveFolder(folder, 0));
});
afterAll(async () => {
  await browser?.close();
  server.close();
  rmSync(folder, { recursive: true });
});

/** Opens the page and gives what went wrong in it. */
async function open(width: number, colorScheme: "light" | "dark"): Promise<[Page, string[]]> {
  const context = await browser!.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !/^(about|blob|data):/.test(request.url()))
      problems.push(`asked for ${request.url()}`);
  });
  await page.goto(address);
  return [page, problems];
}

describe.skipIf(browser === undefined)(
  `the playground in Chromium${reason === "" ? "" : `: ${reason}`}`,
  () => {
    it("simulates exercise 1 in 45,681 ns, with the report's charts below", async () => {
      const [page, problems] = await open(1200, "light");
      const card = page.locator('[data-network="analytical"] .total');
      await card.waitFor();
      expect(await card.textContent()).toBe("45,681 ns");
      const fluid = await page.locator('[data-network="flow"] .total').textContent();
      expect(fluid).toBe("62,780 ns");
      await page.locator('[data-network="packet"]').waitFor();
      const report = page.frameLocator("#collective-report");
      await report.locator("main section svg").first().waitFor();

      await page.selectOption('[name="size"]', "4MiB");
      await page.locator("#collective-status", { hasText: "Simulated in" }).waitFor();
      expect(await card.textContent()).not.toBe("45,681 ns");
      expect(problems).toEqual([]);
      await page.close();
    });

    it("draws the latency-load curve of a mesh, one run beside another, in dark and on a narrow screen", async () => {
      const [page, problems] = await open(420, "dark");
      await page.selectOption('[name="side"]', "4");
      await page.click("#mesh-form button[type=submit]");
      await page.locator("#mesh-table tr").first().waitFor();
      await page.selectOption('[name="pattern"]', "transpose");
      await page.click("#mesh-form button[type=submit]");
      await page.locator("#mesh-table tr").nth(1).waitFor();
      expect(
        await page.locator("#mesh-chart path[stroke-width], #mesh-chart g[aria-label=line] path").count(),
      ).toBe(2);
      const wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth + 1");
      expect(wide).toBe(false);
      expect(problems).toEqual([]);
      await page.close();
    });

    it("says what is wrong with a machine that cannot be", async () => {
      const [page] = await open(900, "light");
      await page.locator("#collective-status", { hasText: "Simulated in" }).waitFor();
      await page.fill('[name="bandwidth"]', "0");
      await page.evaluate("document.querySelector('#collective-form').noValidate = true");
      await page.click("#collective-form button[type=submit]");
      const message = page.locator("#collective-status.error");
      await message.waitFor();
      expect(await message.textContent()).toMatch(/bandwidth/);
      await page.close();
    });
  },
);
