import { test } from "node:test";
import { networkConformance } from "@astra-ts/core/testing";
import { network } from "./network.js";

const { checks, leftOut } = networkConformance(network);
for (const { name, run } of checks) test(name, run);
for (const { name, reason } of leftOut) test(name, { skip: reason }, () => undefined);
