import { collectiveConformance } from "@astra-ts/core/testing";
import { describe, it } from "vitest";
import { collectiveAlgorithms } from "../src/index.js";

describe.each(collectiveAlgorithms.map((algorithm) => [algorithm.name, algorithm] as const))(
  "%s keeps the contract of collective algorithms",
  (_, algorithm) => {
    for (const { name, run } of collectiveConformance(algorithm).checks) it(name, run);
  },
);
