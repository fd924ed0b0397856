export { ns3 } from "./backend.js";
export { type InstalledNs3, installedNs3 } from "./installation/installed-ns3.js";
export { type Ns3Options, type Ns3OptionsInput, ns3Options } from "./options.js";
export { ns3Network } from "./plugin.js";
