import type { Glimpse } from "../look/glimpse.js";
import { hasAnyKey, hasKeys, type KnownFormat } from "../look/known-format.js";

const systemKeys = [
  "scheduling-policy",
  "endpoint-delay",
  "preferred-dataset-splits",
  "active-chunks-per-dimension",
  "all-reduce-implementation",
  "all-reduce-implementation-custom",
  "collective-optimization",
  "collective-implementation",
];

const isJson = ({ text }: Glimpse): boolean => /^\s*[{[]/.test(text);

/** `{"1": [0, 1]}`: every key is a number, every value a list. */
const isGroups = (glimpse: Glimpse): boolean =>
  isJson(glimpse) &&
  glimpse.keys.size > 0 &&
  [...glimpse.keys].every((key) => /^\d+$/.test(key)) &&
  /^\s*\{\s*"\d+"\s*:\s*\[/.test(glimpse.text);

/** Files of ASTRA-sim, of all its versions. */
export const astraSimFormats: readonly KnownFormat[] = [
  {
    name: "a network file of ASTRA-sim 1.0 (JSON)",
    reader: "network",
    recognizes: (glimpse) =>
      isJson(glimpse) &&
      hasAnyKey(
        glimpse,
        "units-count",
        "topologies-per-dim",
        "topology-name",
        "dims-count",
        "packages-counts",
      ),
  },
  {
    name: "a network file of ASTRA-sim 2.x (YAML)",
    reader: "network",
    recognizes: (glimpse) =>
      hasAnyKey(glimpse, "npus_count") || hasKeys(glimpse, "topology", "bandwidth", "latency"),
  },
  {
    name: "a network file of ASTRA-sim's Garnet",
    reader: "network",
    recognizes: ({ text }) => /^[ \t]*num-npus:/m.test(text),
  },
  {
    name: "a system file of ASTRA-sim 2.x (JSON)",
    reader: "system",
    recognizes: (glimpse) => isJson(glimpse) && hasAnyKey(glimpse, ...systemKeys),
  },
  {
    name: "a system file of ASTRA-sim 1.0",
    reader: "system",
    recognizes: ({ text }) =>
      new RegExp(`^[ \\t]*(${systemKeys.join("|")}):`, "m").test(text) && !/^\s*[{[]/.test(text),
  },
  {
    name: "a configuration of ASTRA-sim before 1.0, of network and run in one file",
    advice: "Later versions have a network file (units-count, topologies-per-dim …) and flags for the rest.",
    recognizes: (glimpse) =>
      hasAnyKey(
        glimpse,
        "topology-configuration",
        "topology_configuration",
        "run-configuration",
        "run_configuration",
      ),
  },
  {
    name: "a file of the logical dimensions that ASTRA-sim's ns-3 asks for",
    reader: "logical",
    recognizes: (glimpse) => hasAnyKey(glimpse, "logical-dims", "physical-dims"),
  },
  {
    name: "a remote-memory file of ASTRA-sim 2.x",
    reader: "memory",
    recognizes: (glimpse) => isJson(glimpse) && hasAnyKey(glimpse, "memory-type"),
  },
  {
    name: "a communicator-group file of ASTRA-sim 2.x",
    reader: "groups",
    recognizes: isGroups,
  },
  {
    name: "a table of ASTRA-sim's results (CSV)",
    recognizes: ({ text }) => /^,*fwd compute,|^,*queuing delay phase 0,/m.test(text),
  },
  {
    name: "ASTRA-sim 2.x's map from nodes to collectives of their own",
    advice: "A system file names it: per-node-custom-implementation.",
    recognizes: ({ text }) => /^\d+:\s*["']?[\w./-]*\/[\w./-]+["']?\s*$/m.test(text),
  },
];

/** ASTRA-sim 1.0's table of layers: what else begins with a word in capitals is told first. */
export const astraSimWorkload: KnownFormat = {
  name: "a workload file of ASTRA-sim 1.0",
  reader: "workload",
  recognizes: ({ text }) => /^\s*[A-Z][A-Z0-9_]{3,}\s+(\d+|\w+:)\s/.test(text),
};
