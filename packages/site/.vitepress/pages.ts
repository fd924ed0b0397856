import type { DefaultTheme } from "vitepress";

/** The pages in the order in which they are met. */
export const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: "Lessons",
    items: [
      { text: "1 Training on many machines", link: "/lessons/training" },
      { text: "2 Where workloads come from", link: "/lessons/generator" },
      { text: "3 The workload layer", link: "/lessons/workload" },
      { text: "4 The system layer", link: "/lessons/system" },
      { text: "5 The network layer", link: "/lessons/network" },
      { text: "6 The four exercises", link: "/lessons/exercises" },
      { text: "7 A formula against flits", link: "/lessons/networks-compared" },
      { text: "8 Packets of ns-3", link: "/lessons/ns3" },
      { text: "9 Graphs of your own runs", link: "/lessons/graphs" },
    ],
  },
  {
    text: "How to",
    items: [
      { text: "Ask what a network would do", link: "/what-if" },
      { text: "Guide", link: "/guide" },
      { text: "Come from ASTRA-sim 2.x", link: "/from-astra-sim-2" },
      { text: "Generate workloads", link: "/workload-generator" },
      { text: "Write a training loop", link: "/training-loops" },
      { text: "Read a report", link: "/report" },
      { text: "Several jobs on one machine", link: "/jobs" },
      { text: "Stragglers and jitter", link: "/stragglers" },
      { text: "Run sweeps on a cluster", link: "/scale" },
      { text: "Large and broken runs", link: "/robustness" },
    ],
  },
  {
    text: "Plugins",
    items: [
      { text: "First steps", link: "/plugins/README" },
      { text: "A network backend", link: "/plugins/network-backend" },
      { text: "A flit network", link: "/plugins/flit-network" },
      { text: "A simulator in a process", link: "/plugins/simulator-process" },
      { text: "A collective", link: "/plugins/collective" },
      { text: "Other entries", link: "/plugins/other-entries" },
      { text: "What is stable", link: "/stability" },
    ],
  },
  {
    text: "Reference",
    items: [
      { text: "The command", link: "/command" },
      { text: "Experiment files", link: "/formats/experiment" },
      { text: "Workload files", link: "/formats/workload" },
      { text: "Chakra's traces", link: "/formats/chakra" },
      { text: "Files of other tools", link: "/formats/others" },
    ],
  },
  {
    text: "Explanation",
    items: [
      { text: "Networks", link: "/networks" },
      { text: "The packet network", link: "/packet-network" },
      { text: "Fidelity", link: "/fidelity" },
      { text: "Validation on hardware", link: "/validation" },
      { text: "Speed", link: "/speed" },
      { text: "Architecture", link: "/architecture" },
    ],
  },
  {
    text: "Contributing",
    collapsed: true,
    items: [
      { text: "How to change it", link: "/contributing/README" },
      { text: "Recipes", link: "/contributing/recipes" },
      { text: "Debug a run", link: "/contributing/debugging" },
      { text: "Decisions", link: "/contributing/decisions" },
      { text: "Glossary", link: "/contributing/glossary" },
      { text: "Names elsewhere", link: "/contributing/names-elsewhere" },
      { text: "Names of fields", link: "/contributing/field-names" },
    ],
  },
];

export const nav: DefaultTheme.NavItem[] = [
  { text: "Lessons", link: "/lessons/training" },
  { text: "Guide", link: "/guide" },
  { text: "Plugins", link: "/plugins/README" },
  { text: "Command", link: "/command" },
  { text: "Validation", link: "/validation" },
];
