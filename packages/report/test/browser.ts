import { existsSync } from "node:fs";
import process from "node:process";
import { type Browser, chromium } from "playwright-core";

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/microsoft-edge",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** A browser, or the reason why there is none. */
export interface BrowserChoice {
  readonly browser?: Browser;
  readonly reason: string;
}

/**
 * Starts headless Chromium: the one that CHROMIUM_PATH names, one that the machine has, or the one that an npm package brings along (Linux on x64), which needs
 * nothing of the machine but its C library.
 */
export async function startBrowser(): Promise<BrowserChoice> {
  const named = process.env.CHROMIUM_PATH;
  const candidates = [named, ...installed].filter((path) => path !== undefined && existsSync(path));
  const failures: string[] = [];
  for (const executablePath of candidates) {
    try {
      return { browser: await chromium.launch({ executablePath, args: flags }), reason: "" };
    } catch (error) {
      failures.push(`${executablePath}: ${firstLine(error)}`);
    }
  }
  try {
    return { browser: await startPackaged(), reason: "" };
  } catch (error) {
    failures.push(`@sparticuz/chromium: ${firstLine(error)}`);
  }
  return { reason: `no Chromium could be started (${failures.join("; ")}); CHROMIUM_PATH names one` };
}

/** The package is made for a cloud that has few libraries; told that it is there, it unpacks those too. */
async function startPackaged(): Promise<Browser> {
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error("it is for Linux on x64 alone");
  const before = process.env.AWS_LAMBDA_JS_RUNTIME;
  process.env.AWS_LAMBDA_JS_RUNTIME = "nodejs20.x";
  try {
    const { default: packaged } = await import("@sparticuz/chromium");
    return await chromium.launch({ executablePath: await packaged.executablePath(), args: flags });
  } finally {
    if (before === undefined) delete process.env.AWS_LAMBDA_JS_RUNTIME;
    else process.env.AWS_LAMBDA_JS_RUNTIME = before;
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0];
}
