import type { ComputeModel } from "../../compute/compute-model.js";
import type { Operation } from "../../compute/operation.js";
import { isAstraError } from "../../errors/astra-error.js";
import { ambientUse } from "../checks/ambient.js";
import { broken, type ConformanceSuite, suiteOf } from "../checks/check.js";
import { descriptionCheck } from "../checks/description-check.js";
import { deepFrozen, frozenOptions, optionsChecks } from "../checks/options-checks.js";

/** What the checks of a compute model need to know. */
export interface ComputeModelConformanceOptions {
  /** Options of the model; absent: its defaults. */
  readonly options?: unknown;
  /** Operations to ask about; absent: every kind in several sizes. A model that knows only some (a table of measured times) names those. */
  readonly operations?: readonly Operation[];
}

const sizes = [1, 3, 64, 100, 4096];

/** Every kind of operation, small and large. */
const testOperations: readonly Operation[] = deepFrozen(
  sizes.flatMap((size): Operation[] => {
    const common = { bytesPerElement: 2, label: `size ${size}` };
    return [
      { ...common, kind: "gemm", m: size, n: 2 * size, k: 3 * size },
      { ...common, kind: "gemm", m: size, n: 1, k: size, batch: 4 },
      { ...common, kind: "convolution", input: size + 2, filter: 3, channels: 16, filters: size, stride: 1 },
      { ...common, kind: "element-wise", elements: size * size, inputs: 2, operations: 1 },
      { ...common, kind: "normalisation", rows: size, width: 1024 },
      { ...common, kind: "softmax", rows: size, width: size },
      {
        ...common,
        kind: "attention",
        batch: 2,
        heads: 8,
        keyValueHeads: 2,
        queryLength: size,
        keyLength: size,
        headDimension: 64,
        fused: size > 64,
        pass: size % 2 === 0 ? "forward" : "backward",
      },
      { ...common, kind: "embedding", lookups: size, width: 128 },
    ];
  }),
);

/** Everything that a generator of workloads expects of a compute model, as checks for any test runner. */
export function computeModelConformance<Options>(
  model: ComputeModel<Options>,
  { options, operations = testOperations }: ComputeModelConformanceOptions = {},
): ConformanceSuite {
  const label = `the compute model "${model.name}"`;
  const timer = () => model.create(frozenOptions(label, model.options, options));
  const outer = [
    descriptionCheck(label, model, /^[a-z][a-z0-9-]*$/),
    ...optionsChecks(label, model.options, options),
  ];
  if (!creates(timer)) return suiteOf(label, [], outer);

  return suiteOf(
    label,
    [],
    [
      ...outer,
      {
        name: "gives every operation a time",
        run() {
          const created = timer();
          for (const operation of operations) {
            const time = created.time(operation);
            if (!Number.isFinite(time) || time < 0)
              throw broken(label, `has no time for ${JSON.stringify(operation)}`, time, "ns, 0 or more");
          }
        },
      },
      {
        name: "gives the same operation the same time, in any order",
        run() {
          const created = timer();
          const forwards = operations.map((operation) => created.time(operation));
          const backwards = operations
            .toReversed()
            .map((operation) => created.time(operation))
            .toReversed();
          const other = operations.map((operation) => timer().time(operation));
          const changed = forwards.findIndex(
            (time, index) => time !== backwards[index] || time !== other[index],
          );
          if (changed >= 0)
            throw broken(
              label,
              `gives another time when asked again for ${JSON.stringify(operations[changed])}`,
            );
        },
      },
      {
        name: "asks neither Math.random() nor the clock on the wall",
        run() {
          const used = ambientUse(() => {
            const created = timer();
            for (const operation of operations) created.time(operation);
          });
          if (used.length > 0) throw broken(label, `uses ${used.join(" and ")}`);
        },
      },
    ],
  );
}

/** False where the options are refused: the checks of the schema say why. */
function creates(timer: () => unknown): boolean {
  try {
    timer();
    return true;
  } catch (error) {
    if (isAstraError(error)) return false;
    throw error;
  }
}
