/** Files of ASTRA-sim that a starting experiment may name. */
interface FileNames {
  readonly network: string;
  readonly system: string;
  readonly workload: string;
}

const header = `# An experiment of astra-ts. Units are part of every quantity: 50GB/s is 50e9 bytes per second, 50GiB/s is 50 * 2^30.
# Editors complete and check this file by \`astra-ts schema --out astra-ts.schema.json\`:
# yaml-language-server: $schema=./astra-ts.schema.json
`;

const networks = `# Network backends that \`astra-ts compare\` sets side by side; \`astra-ts run\` takes the first. All of them: astra-ts plugins
networks: [analytical, analytical-congestion]
`;

const system = `system: # all of its options: astra-ts plugins --options
  schedulingPolicy: LIFO # of several collectives, the latest goes first
  preferredDatasetSplits: 4 # chunks that a collective is cut into
  endpointDelay: 10 # ns, before the first send and after each receive
`;

const sweep = (path: string) => `
# \`astra-ts sweep\` runs every combination of these.
sweep:
  grid:
    topology.0.bandwidth: [50GiB/s, 100GiB/s]
    ${path}: [1MiB, 16MiB, 256MiB]
`;

/** Experiments to start from, by name. */
export const startingExperiments = {
  collective: () => `${header}
name: All-reduce
topology: # innermost dimension first
  - shape: ring # or fully-connected, switch, mesh …
    npus: 8
    bandwidth: 50GiB/s # of one link, one way
    latency: 500ns
${networks}
${system}  allReduceImplementation: ring # one algorithm for each dimension

workload: { collective: all-reduce, size: 64MiB }
${sweep("workload.size")}`,

  training: () => `${header}
name: Training step
topology: # innermost dimension first: 4 NPUs in a node, 4 nodes
  - { shape: fully-connected, npus: 4, bandwidth: 100GiB/s, latency: 200ns }
  - { shape: switch, npus: 4, bandwidth: 25GiB/s, latency: 1us }
${networks}
${system}  allReduceImplementation: [direct, halvingDoubling] # one algorithm for each dimension

workload:
  trainingLoop: DATA # data-parallel; the others: astra-ts plugins
  passes: 2
  layers: # each of the three parts: time to compute, then a collective
    - name: convolution
      forward: { compute: 40us }
      inputGradient: { compute: 40us }
      weightGradient: { compute: 40us, communication: all-reduce, size: 4MiB }
    - name: classifier
      forward: { compute: 10us }
      inputGradient: { compute: 10us }
      weightGradient: { compute: 10us, communication: all-reduce, size: 64MiB }

# \`astra-ts compare\` also runs these changed forms.
variants:
  twice the bandwidth: { topology.1.bandwidth: 50GiB/s }
${sweep("workload.layers.1.weightGradient.size")}`,

  "astra-sim": ({ network, system: systemFile, workload }: FileNames) => `${header}
name: From ASTRA-sim's files
topology: { file: ${JSON.stringify(network)} } # its "GB/s" means GiB/s and is read so
${networks}
system: { file: ${JSON.stringify(systemFile)} } # options beside \`file\` go over the file's
workload:
  file: ${JSON.stringify(workload)}
  passes: 1 # --num-passes
  computeScale: 1 # --compute-scale
  communicationScale: 1 # --comm-scale

# \`astra-ts sweep\` runs every combination of these.
sweep:
  grid:
    workload.communicationScale: [1, 2, 4]
`,
} satisfies Record<string, (files: FileNames) => string>;
