import { test } from "node:test";
import { networkConformance } from "@astra-ts/core/testing";
import { maxMin } from "./index.mjs";

const { checks, leftOut } = networkConformance(maxMin, { messages: 400 });
for (const { name, run } of checks) test(name, run);
for (const { name, reason } of leftOut) test(name, { skip: reason }, () => {});
