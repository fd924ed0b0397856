import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** Marks the processes that a test starts, and gives them a folder for temporary files of their own, so that what they leave behind is known. */
export class Leftovers {
  readonly folder = mkdtempSync(join(tmpdir(), "astra-ts-test-"));
  readonly #mark = randomBytes(8).toString("hex");
  readonly #before = { TMPDIR: process.env.TMPDIR, ASTRA_TS_TEST_MARK: process.env.ASTRA_TS_TEST_MARK };

  constructor() {
    Object.assign(process.env, this.environment);
  }

  /** For processes that do not inherit that of this one. */
  get environment(): Record<string, string> {
    return { TMPDIR: this.folder, ASTRA_TS_TEST_MARK: this.#mark };
  }

  /** Files in the folder, and processes with the mark other than this one: those that are still there after a second. */
  async found(): Promise<string[]> {
    for (let tries = 0; tries < 40; tries++) {
      const found = [...readdirSync(this.folder), ...this.processes()];
      if (found.length === 0 || tries === 39) return found;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return [];
  }

  /** Marked processes that are no zombies, as pid and command. Linux keeps the environment that a process was started with where others can read it. */
  processes(): string[] {
    return readdirSync("/proc").flatMap((pid) => {
      if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
        if (!environment.includes(`ASTRA_TS_TEST_MARK=${this.#mark}`)) return [];
        return [
          `${pid} ${readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ").slice(0, 80)}`,
        ];
      } catch {
        // It has ended meanwhile, or belongs to somebody else.
        return [];
      }
    });
  }

  remove(): void {
    for (const [key, value] of Object.entries(this.#before)) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
