/** Bytes of one element of each data type. */
export const dataTypes: Readonly<Record<string, number>> = {
  fp32: 4,
  tf32: 4,
  fp16: 2,
  bf16: 2,
  fp8: 1,
  int8: 1,
};

/** Documents beside experiments that have a schema. */
export const savedDocuments = ["result", "comparison", "sweep"] as const;

/** What a workload can be written as: traces in protobuf or in JSON, our own graph, or a GOAL schedule. */
export const convertedFormats = ["chakra", "chakra-json", "graph", "goal"] as const;
