import { tooLarge } from "@astra-ts/core";

/** Commands of the training loop, of all ranks and passes, that are accepted. */
const mostCommands = 1e12;
/** Passes whose end times are kept, 8 bytes each. */
const mostPasses = 2 ** 27;
/** Counters, one for each rank and collective of a pass, that are accepted. */
const mostCounters = 2 ** 30;

/** Throws TOO_LARGE for a training that nobody lives to see the end of, or whose state no memory holds. */
export function checkLength(commands: number, passes: number, ranks: number): void {
  const hint = "One or a few passes over the layers show what all of them cost.";
  if (passes > mostPasses)
    throw tooLarge({
      what: "passes",
      count: passes,
      bytesEach: 8,
      field: "workload.passes",
      expected: `at most ${mostPasses}`,
      hint,
    });
  const count = commands * passes * ranks;
  if (count > mostCommands)
    throw tooLarge({
      what: `commands of the training loop on ${ranks} NPUs`,
      count,
      field: "workload.passes",
      expected: `at most ${mostCommands}`,
      hint,
    });
  if (commands * ranks > mostCounters)
    throw tooLarge({
      what: `counters of collectives on ${ranks} NPUs`,
      count: commands * ranks,
      bytesEach: 5,
      field: "workload",
      expected: `at most ${mostCounters}`,
      hint: "Join layers, or simulate fewer NPUs.",
    });
}
