import { AstraError } from "@astra-ts/core";
import { trafficPatterns, trafficTopologies } from "@astra-ts/net-packet";
import { type Command, Option } from "commander";
import type { BookSimFlags } from "../commands/booksim-traffic.js";
import type { TrafficFlags } from "../commands/traffic.js";
import { collect, number, whole, words } from "../flags/flag-values.js";
import { addOutputOptions } from "../flags/output-flags.js";
import { jsonFlag, quietFlag } from "../flags/shared-flags.js";

/** `astra-ts traffic`: synthetic traffic on the flit network alone. */
export function addTrafficCommand(program: Command): void {
  const command = program
    .command("traffic")
    .description(
      "drive the packet network alone with synthetic traffic; the flags are those of gem5's garnet_synth_traffic.py",
    )
    .option("--num-cpus <n>", "nodes that send and receive (default: 16)", whole)
    .option("--num-dirs <n>", "receivers; must equal --num-cpus", whole)
    .option(
      "--topology <names>",
      `network: ${trafficTopologies.join(", ")}; with --sweep several, comma-separated (default: Mesh_XY)`,
      words,
    )
    .option("--mesh-rows <n>", "rows of a mesh (default: as near to a square as the nodes allow)", whole)
    .option(
      "--synthetic <patterns>",
      `destinations: ${trafficPatterns.join(", ")}; with --sweep several (default: uniform_random)`,
      words,
    )
    .option("--injectionrate <rate>", "packets per node and cycle, 0 to 1 (default: 0.1)", number)
    .option("--precision <digits>", "decimal digits of the rate that count (default: 3)", whole)
    .option(
      "--vcs-per-vnet <numbers>",
      "virtual channels per virtual network; with --sweep several (default: 4)",
      (text: string) => words(text).map(whole),
    )
    .option("--router-latency <cycles>", "pipeline stages of a router (default: 1)", whole)
    .option("--link-latency <cycles>", "latency of a link (default: 1)", whole)
    .option("--link-width-bits <bits>", "bits per flit (default: 128)", whole)
    .option("--routing-algorithm <n>", "0: table, 1: XY (default: 0)", whole)
    .option(
      "--inj-vnet <n>",
      "0, 1: packets of 8 B; 2: packets of 72 B; -1: any of the three (default: -1)",
      number,
    )
    .option(
      "--sim-cycles <cycles>",
      "network cycles measured (default: 10000; with --replay-garnet 1000, from cycle 0)",
      whole,
    )
    .option("--warmup-cycles <cycles>", "cycles before the measurement (default: 1000)", whole)
    .option("--single-sender-id <node>", "only this node sends; -1: all (default: -1)", number)
    .option(
      "--single-dest-id <node>",
      "all packets go to this node; -1: as the pattern says (default: -1)",
      number,
    )
    .option("--num-packets-max <n>", "most packets that a node sends; -1: no limit (default: -1)", number)
    .option(
      "--clock-ratio <n>",
      "network cycles per generator cycle; gem5's default clocks give 2 (default: 1)",
      whole,
    )
    .option("--hotspot <node>", "destination of the hotspot pattern (default: 0)", whole)
    .option("--seed <n>", "seed of the random generator (default: 1)", whole)
    .option("--replay-garnet", "draw exactly the packets that gem5 draws: no warm-up, no drain", false)
    .option(
      "--sweep [rates]",
      "latency over load: rates, comma-separated, or rising until the network is saturated",
      false,
    )
    .addOption(
      new Option("--preset <routers>", "whose routers and statistics").choices(["garnet", "booksim"]),
    )
    .option(
      "--booksim-config <file>",
      "BookSim's own configuration text (name = value;); implies --preset booksim",
    )
    .option(
      "--set <name=value>",
      "with --preset booksim: a parameter of BookSim's configuration; may be given several times",
      collect,
      [],
    )
    .option(...jsonFlag("the result"))
    .option(...quietFlag("no progress, no tables"))
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts traffic --num-cpus 64 --mesh-rows 8 --injectionrate 0.05
  $ astra-ts traffic --num-cpus 16 --mesh-rows 4 --synthetic transpose --injectionrate 0.1 --inj-vnet 0 --sim-cycles 1000 --replay-garnet --json
  $ astra-ts traffic --num-cpus 16 --mesh-rows 4 --inj-vnet 0 --sweep 0.1,0.3,0.5
  $ astra-ts traffic --num-cpus 16 --inj-vnet 0 --topology Torus,Torus_adaptive --synthetic uniform_random,transpose --sim-cycles 2000 --sweep 0.1,0.3 --report load.html --csv load.csv
  $ astra-ts traffic --booksim-config examples/booksim/mesh.cfg --set injection_rate=0.2
  $ astra-ts traffic --preset booksim --set topology=mesh --set routing_function=dor --sweep 0.1,0.3`,
    );
  addOutputOptions(command, ["report", "svg", "csv", "out"]).action(
    async ({ preset, booksimConfig, set, ...flags }: Given) => {
      if (preset === "booksim" || booksimConfig !== undefined) {
        checkBookSimFlags(command, preset);
        const { bookSimTrafficCommand } = await import("../commands/booksim-traffic.js");
        return bookSimTrafficCommand({ ...flags, booksimConfig, set });
      }
      if (set.length > 0)
        throw new AstraError("UNSUPPORTED", {
          field: "--set",
          problem: "parameters by name are those of BookSim's configuration",
          hint: "Add --preset booksim.",
        });
      const { traffic } = await import("../commands/traffic.js");
      await traffic({ ...unlessGiven, ...flags });
    },
  );
}

/** Lists of one: what their flags say of themselves. */
const unlessGiven = { topology: ["Mesh_XY"], synthetic: ["uniform_random"], vcsPerVnet: [4] };

type Given = Omit<TrafficFlags, keyof typeof unlessGiven> &
  Partial<TrafficFlags> &
  BookSimFlags & { readonly preset?: string };

/** Flags that both kinds of routers heed. */
const shared: ReadonlySet<string> = new Set([
  ...["preset", "booksimConfig", "set", "sweep", "json", "quiet"],
  ...["report", "svg", "reportFolder", "csv", "out", "reporter"],
]);

/** Gem5's flags say nothing to BookSim's routers. */
function checkBookSimFlags(command: Command, preset: string | undefined): void {
  if (preset === "garnet")
    throw new AstraError("UNSUPPORTED", {
      field: "--booksim-config",
      problem: "a configuration of BookSim is for its own routers",
      hint: "Leave --preset out.",
    });
  for (const option of command.options) {
    const name = option.attributeName();
    if (shared.has(name) || command.getOptionValueSource(name) !== "cli") continue;
    throw new AstraError("UNSUPPORTED", {
      field: option.long ?? name,
      problem: "this flag is for Garnet's routers",
      hint: "Give the parameter of BookSim's configuration, in the file or with --set.",
    });
  }
}
