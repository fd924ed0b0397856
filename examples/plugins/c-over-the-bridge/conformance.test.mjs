import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { networkConformance } from "@astra-ts/core/testing";
import { onePort } from "./index.mjs";

const compiler = process.env.CC ?? "cc";
const { error } = spawnSync(compiler, ["--version"]);

if (error !== undefined || process.platform === "win32") {
  const reason =
    error === undefined
      ? "the bridge needs Linux or macOS"
      : `there is no C compiler: "${compiler}" cannot be run`;
  test("conformance", { skip: reason }, () => {});
} else {
  const { checks, leftOut } = networkConformance(onePort, { messages: 200 });
  for (const { name, run } of checks) test(name, run);
  for (const { name, reason } of leftOut) test(name, { skip: reason }, () => {});
}
