import { test } from "node:test";
import { computeModelConformance } from "@astra-ts/core/testing";
import { computeModel } from "./compute-model.js";

const { checks, leftOut } = computeModelConformance(computeModel);
for (const { name, run } of checks) test(name, run);
for (const { name, reason } of leftOut) test(name, { skip: reason }, () => undefined);
