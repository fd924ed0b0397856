import { isAstraError } from "../../errors/astra-error.js";
import type { NetworkBackend } from "../../network/network.js";
import { createRegistry } from "../../plugin/registry.js";
import { type ConformanceSuite, suiteOf } from "../checks/check.js";
import { descriptionCheck } from "../checks/description-check.js";
import { frozenOptions, optionsChecks } from "../checks/options-checks.js";
import { capabilityChecks } from "./capability-checks.js";
import { closingCheck } from "./closing-check.js";
import { deliveryChecks } from "./delivery-checks.js";
import { repetitionChecks } from "./repetition-checks.js";
import { reportChecks } from "./report-checks.js";
import type { NetworkSubject } from "./subject.js";
import { ringOfEight, type TestMachine, testMachines } from "./topologies.js";
import { uniformityCheck } from "./uniformity-check.js";

/** What the checks of a network backend need to know. */
export interface NetworkConformanceOptions {
  /** Options of the backend; absent: its defaults. */
  readonly options?: unknown;
  /** Messages of the random traffic; default 3000. A slow model may take fewer, not below 100. */
  readonly messages?: number;
  /** Machines to try beside the kit's own: needed for shapes of one's own. */
  readonly machines?: readonly TestMachine[];
  /** Plugins with the backends that this one wraps. */
  readonly plugins?: readonly unknown[];
}

/**
 * Everything that core expects of a network backend, as checks for any test runner. The backend's `capabilities` decide which apply.
 *
 * ```ts
 * const { checks } = networkConformance(myBackend);
 * for (const { name, run } of checks) it(name, run);
 * ```
 */
export function networkConformance<Options>(
  backend: NetworkBackend<Options>,
  { options, messages = 3000, machines = [], plugins = [] }: NetworkConformanceOptions = {},
): ConformanceSuite {
  const label = `the network backend "${backend.name}"`;
  const { shapes, ...flags } = backend.capabilities;
  const declared = [
    ...Object.entries(flags).flatMap(([name, value]) => (value === false ? [] : [name])),
    ...(shapes ?? []).map((shape) => `shapes: ${shape}`),
  ];
  const outer = [
    descriptionCheck(label, backend, /^[a-z][a-z0-9-]*$/),
    ...optionsChecks(label, backend.options, options),
  ];
  const subject = subjectOf(
    withRegistry(backend as NetworkBackend, plugins),
    label,
    options,
    Math.max(100, messages),
    machines,
  );
  return suiteOf(label, declared, [
    ...outer,
    ...(subject === undefined
      ? []
      : [
          ...[deliveryChecks, capabilityChecks, reportChecks, repetitionChecks].flatMap((checks) =>
            checks(subject),
          ),
          uniformityCheck(subject),
          closingCheck(subject),
        ]),
  ]);
}

/** The backend as a run creates it: its context has the registry. */
function withRegistry(backend: NetworkBackend, plugins: readonly unknown[]): NetworkBackend {
  const registry = createRegistry(plugins);
  return {
    ...backend,
    refuses: backend.refuses && ((topology) => backend.refuses!(topology)),
    create: (context, options) => backend.create({ ...context, registry }, options),
  };
}

/** Undefined where the schema refuses the options: the checks of the schema say why, and nothing else can be tried. */
function subjectOf(
  backend: NetworkBackend,
  label: string,
  options: unknown,
  messages: number,
  more: readonly TestMachine[],
): NetworkSubject | undefined {
  const machines = [...testMachines, ...more];
  const { shapes } = backend.capabilities;
  const machine = machines.find(
    (candidate) =>
      candidate.shapes.every((shape) => shapes?.includes(shape) ?? true) &&
      backend.refuses?.(candidate.create()) === undefined,
  );
  try {
    return {
      backend,
      options: frozenOptions(label, backend.options, options),
      label,
      machine: machine ?? ringOfEight,
      machines,
      messages,
    };
  } catch (error) {
    if (isAstraError(error)) return undefined;
    throw error;
  }
}
