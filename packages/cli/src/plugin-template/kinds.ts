/** A kind of plugin that `astra-ts plugin create` can make. */
export interface TemplateKind {
  /** What the plugin brings, for its README. */
  readonly description: string;
  /** How to use it, for its README, in Markdown. `plugin-name`, `pluginName` and `PLUGIN_NAME` stand for the plugin's name. */
  readonly usage: string;
  /** Whether it checks options with zod. */
  readonly hasOptions: boolean;
}

const sh = (...lines: string[]) => `\`\`\`sh\n${lines.join("\n")}\n\`\`\``;
const experiment = "path/to/experiment.yaml";

export const templateKinds: Readonly<Record<string, TemplateKind>> = {
  network: {
    description: "a network backend",
    usage: sh(
      `npx astra-ts run ${experiment} --plugin ./dist/index.js --network plugin-name`,
      `npx astra-ts compare ${experiment} --plugin ./dist/index.js --networks analytical,plugin-name`,
    ),
    hasOptions: true,
  },
  collective: {
    description: "a collective algorithm",
    usage: sh(
      `npx astra-ts run ${experiment} --plugin ./dist/index.js --set system.allGatherImplementation=pluginName`,
    ),
    hasOptions: false,
  },
  "training-loop": {
    description: "a training loop",
    usage: sh(
      `npx astra-ts run ${experiment} --plugin ./dist/index.js --set workload.trainingLoop=PLUGIN_NAME`,
    ),
    hasOptions: false,
  },
  compute: {
    description: "a compute model",
    usage: sh(
      "npx astra-ts workload generate --model resnet50 --data 8 --plugin ./dist/index.js --compute-model plugin-name --output resnet50.txt",
    ),
    hasOptions: true,
  },
  format: {
    description: "a format of workload files",
    usage: sh(`npx astra-ts run ${experiment} --plugin ./dist/index.js --set workload.file=model.csv`),
    hasOptions: false,
  },
  reporter: {
    description: "a reporter, which makes files of results",
    usage: sh(
      `npx astra-ts run ${experiment} --plugin ./dist/index.js --reporter plugin-name --report-folder out`,
    ),
    hasOptions: false,
  },
};
