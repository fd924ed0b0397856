import { test } from "node:test";
import { collectiveConformance } from "@astra-ts/core/testing";
import { collective } from "./collective.js";

const { checks, leftOut } = collectiveConformance(collective);
for (const { name, run } of checks) test(name, run);
for (const { name, reason } of leftOut) test(name, { skip: reason }, () => undefined);
