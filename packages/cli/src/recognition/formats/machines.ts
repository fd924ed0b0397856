import { htsimConnections, isNs3Settings, nvidiaSmiTopology } from "@astra-ts/formats";
import type { Glimpse } from "../look/glimpse.js";
import { hasAnyKey, hasKeys, type KnownFormat } from "../look/known-format.js";

const asExperiment =
  "Write the machine into an experiment, as a shape or as nodes and links: docs/formats/experiment.md";

/** `0 8 400Gbps 0.0005ms 0`. */
const hasNs3Links = ({ text }: Glimpse): boolean =>
  /^\d+[ \t]+\d+[ \t]+[\d.]+[KMGkmg]?bps[ \t]+[\d.]+(s|ms|us|ns)\s/m.test(text);
const firstLine = ({ text }: Glimpse): string => /\S[^\n]*/.exec(text)?.[0].trimEnd() ?? "";

/** Machines and settings of network simulators and of tools that plan collectives. */
export const machineFormats: readonly KnownFormat[] = [
  {
    name: "an ns-3 topology of SimAI",
    reader: "network",
    recognizes: (glimpse) => /^\d+(\s+\d+){4}\s+\w+$/.test(firstLine(glimpse)) && hasNs3Links(glimpse),
  },
  {
    name: "an ns-3 topology of ASTRA-sim or HPCC",
    reader: "network",
    recognizes: (glimpse) => /^\d+\s+\d+\s+\d+$/.test(firstLine(glimpse)) && hasNs3Links(glimpse),
  },
  {
    name: "a file of settings for ns-3 as ASTRA-sim, SimAI and HPCC use it",
    reader: "network",
    recognizes: ({ text }) => isNs3Settings(text),
  },
  {
    name: "an htsim topology (.topo)",
    reader: "network",
    recognizes: ({ text }) =>
      /^[ \t]*Nodes[ \t]+\d/im.test(text) && /^[ \t]*(Tiers|Podsize|Radix_Down)[ \t]+\d/im.test(text),
  },
  {
    name: "an htsim connection matrix (.cm)",
    reader: "workload",
    recognizes: ({ text }) => htsimConnections.recognizes(text),
  },
  {
    name: "a BookSim network of any shape (anynet)",
    reader: "network",
    recognizes: ({ text }) =>
      /^[ \t]*(router|node)[ \t]+\d+([ \t]+(router|node)[ \t]+\d+([ \t]+\d+)?)+[ \t]*\r?$/m.test(text),
  },
  {
    name: "a BookSim configuration",
    reader: "traffic",
    recognizes: ({ text }) =>
      /^[ \t]*(topology|routing_function|traffic|num_vcs|vc_buf_size|injection_rate|network_file)[ \t]*=[^;\n]+;/m.test(
        text,
      ),
  },
  {
    name: "a TACCL topology",
    reader: "network",
    recognizes: (glimpse) =>
      hasKeys(glimpse, "gpus_per_node") ||
      hasAnyKey(glimpse, "node_betas_list", "node_invbws_list", "remote_invbw", "remote_alpha"),
  },
  {
    name: "a TACCL sketch",
    recognizes: (glimpse) =>
      hasAnyKey(glimpse, "intranode_sketch", "internode_sketch", "symmetry_offsets") &&
      !glimpse.keys.has("workload"),
  },
  {
    name: "the output of nvidia-smi topo -m",
    reader: "network",
    recognizes: ({ text }) => nvidiaSmiTopology.recognizes(text),
  },
  {
    name: "a topology by NCCL (XML)",
    advice: asExperiment,
    recognizes: ({ text }) => /<system version=|<graphs version=/.test(text),
  },
  {
    name: "a configuration of gem5",
    advice: "Synthetic traffic with the options of gem5's Garnet tester: astra-ts traffic",
    recognizes: ({ text }) => /^\[root\]$/m.test(text) && /^type=Root$/m.test(text),
  },
];
