import { hasKeys, type KnownFormat } from "../look/known-format.js";

/** Files of SimAI and AICB. */
export const simaiFormats: readonly KnownFormat[] = [
  {
    name: "a workload file of SimAI (AICB)",
    reader: "workload",
    recognizes: ({ text }) =>
      /^\s*[A-Z][A-Z0-9_]{3,}\s+\S+:/.test(text) &&
      (/^[^\n]*\s(ep|pp|vpp|ga|all_gpus|pp_comm):?\s/.test(text) ||
        /\s(ALLREDUCE|ALLGATHER|REDUCESCATTER|ALLTOALL)_(EP|DP_EP|TP|DP)\s/.test(text)),
  },
  {
    name: "a list of a step's collectives by AICB (CSV)",
    recognizes: ({ text }) => /^comm_type,comm_group,/m.test(text),
  },
  {
    name: "a table of layers by AICB for vidur",
    recognizes: ({ text }) => /^layer_id\tlayer_name\t/.test(text),
  },
  {
    name: "a table of bus bandwidths for SimAI's analytical mode (YAML)",
    recognizes: ({ text }) => /^(TP|DP|EP):[ \t]*\r?\n\s*allreduce,?\d*\s*:/m.test(text),
  },
  {
    name: "a table of ratios of bus bandwidth for SimAI's analytical mode (CSV)",
    recognizes: ({ text }) => /^Size,[^\n]*NVLink/i.test(text),
  },
  {
    name: "a rank table with a network of several layers",
    recognizes: (glimpse) => hasKeys(glimpse, "rank_count", "rank_list"),
  },
];
