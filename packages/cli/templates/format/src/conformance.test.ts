import { test } from "node:test";
import { workloadFormatConformance } from "@astra-ts/core/testing";
import { format } from "./format.js";

const { checks, leftOut } = workloadFormatConformance(format, {
  examples: [{ text: "layer,forward,backward,gradient\nconv1,1000,2001,37632\nfc,50,100,4096\n" }],
});
for (const { name, run } of checks) test(name, run);
for (const { name, reason } of leftOut) test(name, { skip: reason }, () => undefined);
