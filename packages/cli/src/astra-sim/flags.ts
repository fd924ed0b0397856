import {
  AstraError,
  type Choice,
  type Experiment,
  type Origin,
  type Origins,
  type Registry,
} from "@astra-ts/core";
import { readCustomCollectives } from "./custom-collectives.js";
import { readFlagWorkload, type WorkloadFlags } from "./flag-workload.js";
import { type NetworkFileContent, readNetworkFile } from "./network-file.js";
import type { NetworkLists } from "./network-lists.js";
import { readSystemFile } from "./system-file.js";

/** The flags of ASTRA-sim's own binaries, as parsed. */
export interface AstraSimFlags extends WorkloadFlags {
  readonly networkConfiguration?: string;
  readonly logicalTopologyConfiguration?: string;
  readonly systemConfiguration?: string;
  readonly numQueuesPerDim?: number;
  readonly injectionScale: number;
  readonly rendezvousProtocol: boolean;
  readonly runName?: string;
  readonly unitsCount?: number[];
  readonly linksCount?: number[];
  readonly linkBandwidth?: number[];
  readonly linkLatency?: number[];
  readonly loggingConfiguration?: string;
  readonly loggingFolder?: string;
}

/** An experiment from ASTRA-sim's own files, still without a backend. */
export interface AstraSimExperiment {
  readonly experiment: Omit<Experiment, "network">;
  readonly networkOptions: NetworkFileContent["networkOptions"];
  readonly warnings: readonly string[];
  /** False where the system file switches the CSV files of layers off. */
  readonly writesCsv: boolean;
  /** Where everything comes from. */
  readonly origins: Origins;
}

/** Values of the flags that have one without being given. */
const defaults: Partial<AstraSimFlags> = {
  numPasses: 1,
  commScale: 1,
  computeScale: 1,
  injectionScale: 1,
  rendezvousProtocol: false,
};

const flagNames: Readonly<
  Record<Exclude<keyof AstraSimFlags, "runName" | "loggingConfiguration" | "loggingFolder">, string>
> = {
  networkConfiguration: "--network-configuration",
  logicalTopologyConfiguration: "--logical-topology-configuration",
  systemConfiguration: "--system-configuration",
  workloadConfiguration: "--workload-configuration",
  collective: "--collective",
  size: "--size",
  root: "--root",
  numPasses: "--num-passes",
  numQueuesPerDim: "--num-queues-per-dim",
  commScale: "--comm-scale",
  computeScale: "--compute-scale",
  injectionScale: "--injection-scale",
  rendezvousProtocol: "--rendezvous-protocol",
  remoteMemoryConfiguration: "--remote-memory-configuration",
  commGroupConfiguration: "--comm-group-configuration",
  unitsCount: "--units-count",
  linksCount: "--links-count",
  linkBandwidth: "--link-bandwidth",
  linkLatency: "--link-latency",
};

/** The first of ASTRA-sim's flags that was given and says what to simulate; undefined where none was. */
export function givenAstraSimFlag(flags: AstraSimFlags): string | undefined {
  const given = Object.keys(flagNames) as (keyof typeof flagNames)[];
  const key = given.find((name) => flags[name] !== undefined && flags[name] !== defaults[name]);
  return key && flagNames[key];
}

/** Reads the files that the flags name. Throws an `AstraError` that names flag, file, line and key. */
export function experimentFromFlags(flags: AstraSimFlags, registry: Registry): AstraSimExperiment {
  if (givenAstraSimFlag(flags) === undefined) {
    throw new AstraError("MISSING_VALUE", {
      problem: "nothing to simulate: no experiment file is given",
      hint: "astra-ts init my.yaml writes one to start from. ASTRA-sim's own files are given by --network-configuration, --system-configuration and --workload-configuration.",
    });
  }
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  if ((flags.loggingConfiguration ?? flags.loggingFolder) !== undefined)
    warn(
      "No log is written: --logging-configuration and --logging-folder are taken for the sake of scripts of ASTRA-sim 2.x. The timeline, node by node, is --timeline <file>.",
    );
  const networkFile = required(flags.networkConfiguration, "--network-configuration", "the network file");
  const systemFile = required(flags.systemConfiguration, "--system-configuration", "the system file");
  const { topology, networkOptions, systemOptions, origins } = readNetworkFile(networkFile, {
    registry,
    lists: listsOf(flags),
    logical: { file: flags.logicalTopologyConfiguration, field: "--logical-topology-configuration" },
    warn,
  });
  const system = readSystemFile(systemFile, {
    dimensions: topology.dimensions.length,
    injectionScale: flags.injectionScale,
    warn,
  });
  const custom = readCustomCollectives(system, systemFile, warn);
  const {
    workload,
    name,
    workloadOptions,
    origins: workOrigins,
  } = readFlagWorkload(flags, {
    registry,
    topology,
    system,
    custom,
    warn,
  });
  return {
    experiment: {
      name: flags.runName ?? name,
      topology,
      system: systemChoice({ ...systemOptions, ...system.options, ...custom.options }, flags),
      workload,
      workloadOptions,
    },
    networkOptions,
    warnings,
    writesCsv: system.writesCsv,
    origins: new Map([
      ...origins,
      ...system.origins,
      ...custom.origins,
      ...workOrigins,
      ...originsOfFlags(flags),
    ]),
  };
}

/** Our fields that are given by flags. */
const flagOf = {
  "system.queuesPerDimension": "numQueuesPerDim",
  "system.rendezvousProtocol": "rendezvousProtocol",
  "workload.passes": "numPasses",
  "workload.computeScale": "computeScale",
  "workload.communicationScale": "commScale",
  "workload.bytes": "size",
} as const;

function originsOfFlags(flags: AstraSimFlags): [string, Origin][] {
  return Object.entries(flagOf)
    .filter(([, name]) => flags[name] !== undefined)
    .map(([field, name]) => [field, { field: flagNames[name] }]);
}

function systemChoice(options: object, { numQueuesPerDim, rendezvousProtocol }: AstraSimFlags): Choice {
  return {
    name: "astra",
    options: {
      ...options,
      ...(numQueuesPerDim === undefined ? {} : { queuesPerDimension: numQueuesPerDim }),
      ...(rendezvousProtocol ? { rendezvousProtocol } : {}),
    },
  };
}

function listsOf({ unitsCount, linksCount, linkBandwidth, linkLatency }: AstraSimFlags): NetworkLists {
  return {
    ...(unitsCount === undefined ? {} : { "units-count": unitsCount }),
    ...(linksCount === undefined ? {} : { "links-count": linksCount }),
    ...(linkBandwidth === undefined ? {} : { "link-bandwidth": linkBandwidth }),
    ...(linkLatency === undefined ? {} : { "link-latency": linkLatency }),
  };
}

function required<Value>(
  value: Value | undefined,
  flag: string,
  what: string,
  hint = "ASTRA-sim's own files are given by --network-configuration, --system-configuration and --workload-configuration, all three.",
): Value {
  if (value !== undefined) return value;
  throw new AstraError("MISSING_VALUE", {
    field: flag,
    problem: `${what} is missing`,
    hint,
  });
}
