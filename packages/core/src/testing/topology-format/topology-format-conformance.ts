import { isAstraError } from "../../errors/astra-error.js";
import { validateOptions } from "../../schema/validate-options.js";
import { createGraphTopology } from "../../topology/create-graph-topology.js";
import type { MachineFile, TopologyFormat } from "../../topology/topology-format.js";
import type { ConformanceSuite } from "../checks/check.js";
import { suiteOf } from "../checks/check.js";
import { descriptionCheck } from "../checks/description-check.js";
import { formatChecks } from "../checks/format-checks.js";

/**
 * What the checks of a topology format need to know.
 * @alpha
 */
export interface TopologyFormatConformanceOptions {
  /** Right texts, one or more; the more of the format they use, the better the checks. */
  readonly examples: readonly string[];
  /** Options, as an experiment writes them; absent: none. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Damaged texts to try; default 300. */
  readonly damaged?: number;
}

/**
 * Everything that core expects of a topology format, as checks for any test runner: examples are machines in which all NPUs reach each other, damaged ones are refused with an
 * `AstraError`, here or where the machine is built.
 * @alpha
 */
export function topologyFormatConformance(
  format: TopologyFormat,
  { examples, options: given, damaged = 300 }: TopologyFormatConformanceOptions,
): ConformanceSuite {
  const label = `the topology format "${format.name}"`;
  const options = format.options && validateOptions(format.options, given, "options", label);
  const read = (text: string): MachineFile =>
    format.read(text, { file: "example.file", warn: () => undefined }, options);
  return suiteOf(
    label,
    [],
    [
      descriptionCheck(label, format, /^[a-z][a-z0-9-]*$/),
      ...formatChecks<MachineFile>({
        label,
        what: "machine",
        extensions: format.extensions,
        examples,
        damaged,
        recognizes: (text) => format.recognizes(text),
        read,
        problemOf,
      }),
    ],
  );
}

/** What a file says may be no machine, which core tells in words; but not what its reader has to see to. */
function problemOf({ graph, lines, errorRates }: MachineFile): string | undefined {
  if (lines !== undefined && lines.length !== graph.links.length)
    return `${lines.length} lines for ${graph.links.length} links`;
  if (errorRates !== undefined && errorRates.length !== graph.links.length)
    return `${errorRates.length} error rates for ${graph.links.length} links`;
  try {
    createGraphTopology(graph);
    return undefined;
  } catch (error) {
    if (isAstraError(error)) return undefined;
    throw error;
  }
}
