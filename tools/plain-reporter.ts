import { writeFileSync } from "node:fs";
import process from "node:process";
import type { Reporter, TestModule } from "vitest/node";

/**
 * Prints the closing line `N passed, N failed[, N skipped]`, and above it why tests were skipped. What vitest's own summary leaves out counts as failed: files that did not load, hooks that threw, errors
 * outside of any test. With COUNTS_FILE set, the counts go there instead, for a caller that adds its own.
 */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: ReadonlyArray<unknown>): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    const reasons = new Set<string>();
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed++;
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") counts.passed++;
        else if (result.state === "failed") counts.failed++;
        else counts.skipped++;
        if (result.state === "skipped" && result.note !== undefined) reasons.add(result.note);
      }
    }
    const file = process.env.COUNTS_FILE;
    if (file !== undefined) {
      writeFileSync(file, JSON.stringify({ ...counts, reasons: [...reasons] }));
      return;
    }
    for (const reason of reasons) process.stdout.write(`\nskipped: ${reason}`);
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
    process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  }
}
