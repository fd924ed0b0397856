import { test } from "node:test";
import { trainingLoopConformance } from "@astra-ts/core/testing";
import { trainingLoop } from "./training-loop.js";

const { checks, leftOut } = trainingLoopConformance(trainingLoop);
for (const { name, run } of checks) test(name, run);
for (const { name, reason } of leftOut) test(name, { skip: reason }, () => undefined);
