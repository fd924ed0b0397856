import {
  type LoopCommand,
  type LoopParameter,
  passKinds,
  type TrainingLoop,
} from "../../workload/training-loop.js";
import type { Layer } from "../../workload/workload.js";
import { ambientUse } from "../checks/ambient.js";
import { broken, type CheckSource, type ConformanceSuite, suiteOf } from "../checks/check.js";
import { descriptionCheck } from "../checks/description-check.js";
import { loopContext, testLayers } from "./loop-layers.js";

const scopes: readonly unknown[] = ["all", "none", "first", "others", "model", "data"];
const operations: readonly unknown[] = ["compute", "issue", "settle", "step"];
const models = [1, 2, 3, 8, 50].map(testLayers);
const mostCommands = 1_000_000;

/** What a run of a loop over some layers came to. */
interface Walk {
  readonly commands: readonly LoopCommand[];
  readonly scopes: readonly unknown[];
  readonly read: ReadonlySet<LoopParameter>;
}

/** Everything that the workload layer expects of a training loop, as checks for any test runner. */
export function trainingLoopConformance(loop: TrainingLoop): ConformanceSuite {
  const label = `the training loop "${loop.name}"`;
  const forAll = (body: (walk: Walk, layers: readonly Layer[]) => void) => {
    for (const layers of models) body(walk(label, loop, layers), layers);
  };

  return suiteOf(label, loop.parameters ?? [], [
    descriptionCheck(label, loop, /^[A-Z][A-Za-z0-9_]*$/),
    {
      name: "comes to the end of a pass",
      run: () =>
        forAll(({ commands }, layers) => {
          if (commands.length === 0) throw broken(label, `has nothing to do for ${layers.length} layers`);
        }),
    },
    {
      name: "yields commands of its context",
      run: () =>
        forAll(({ commands }, layers) => {
          for (const command of commands) {
            const known =
              operations.includes(command?.op) &&
              (command.op === "step" ||
                (passKinds.includes(command.pass) && layers[command.layer] !== undefined));
            if (!known)
              throw broken(
                label,
                "yields something that is no command",
                command,
                "what a pass or step() returns",
              );
          }
        }),
    },
    {
      name: "scope: one of the known ones for each pass of each layer",
      run: () =>
        forAll((walk) => {
          const strange = walk.scopes.find((scope) => !scopes.includes(scope));
          if (strange !== undefined)
            throw broken(label, "answers an unknown scope", strange, `one of ${scopes.join(", ")}`);
        }),
    },
    ...(["modelParallelGroup", "checkpoints", "lastBottomLayer", "parallelism"] as const).map(
      (parameter): CheckSource => ({
        name: `parameters: ${parameter} is declared where it is used, and only there`,
        proves: parameter,
        run() {
          const declared = loop.parameters?.includes(parameter) ?? false;
          let used = false;
          forAll(({ read }) => {
            used ||= read.has(parameter);
          });
          if (used !== declared)
            throw broken(
              label,
              used
                ? `uses ${parameter} and does not declare it`
                : `declares ${parameter} and does not use it`,
            );
        },
      }),
    ),
    {
      name: "yields the same when run twice, and asks nobody else",
      run() {
        const used = ambientUse(() =>
          forAll(({ commands }, layers) => {
            if (JSON.stringify(commands) !== JSON.stringify(walk(label, loop, layers).commands))
              throw broken(label, `yields other commands when run again over ${layers.length} layers`);
          }),
        );
        if (used.length > 0) throw broken(label, `uses ${used.join(" and ")}`);
      },
    },
  ]);
}

function walk(label: string, loop: TrainingLoop, layers: readonly Layer[]): Walk {
  const read = new Set<LoopParameter>();
  const commands: LoopCommand[] = [];
  for (const command of loop.run(loopContext(layers, (parameter) => read.add(parameter)))) {
    commands.push(command);
    if (commands.length > mostCommands)
      throw broken(
        label,
        `does not come to the end of a pass over ${layers.length} layers`,
        `${mostCommands} commands`,
      );
  }
  const answered = layers.flatMap((layer, index) =>
    passKinds.map((pass) => loop.scope?.(watched(layer, read), index, pass) ?? "all"),
  );
  // A model-parallel group is a matter of scopes alone.
  if (answered.includes("model") || answered.includes("data")) read.add("modelParallelGroup");
  return { commands, scopes: answered, read };
}

function watched(layer: Layer, read: Set<LoopParameter>): Layer {
  return {
    ...layer,
    get parallelism() {
      read.add("parallelism");
      return layer.parallelism;
    },
  };
}
