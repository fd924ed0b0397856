export { KeptProcess, type Program, type StartOptions } from "./kept-process.js";
export { pause } from "./pause.js";
export { ProcessNetwork, type ProcessNetworkOptions } from "./process-network.js";
export { howItEnded, programFailed } from "./program-error.js";
export { type EndedProgram, runProgram } from "./run-program.js";
