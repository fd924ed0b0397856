import { fullyConnected } from "./fully-connected.js";
import { hypercube } from "./hypercube.js";
import { leafSpine } from "./leaf-spine.js";
import { mesh } from "./mesh.js";
import { ring } from "./ring.js";
import type { Shape } from "./shape.js";
import { star } from "./switch.js";

/** The shapes that come with astra-ts. A new one goes here, or is handed to `createTopology` in its options. */
export const builtInShapes: readonly Shape[] = [ring, fullyConnected, star, mesh, hypercube, leafSpine];
