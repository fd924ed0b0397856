import { defineCollective, rootedKinds } from "@astra-ts/core";
import { OperationList } from "./operation-list.js";
import { wrap } from "./shifted-rounds.js";

/** The root exchanges with every other NPU directly: all at once, or `window` messages from the root at a time. */
export const flatTree = defineCollective({
  name: "flatTree",
  description: "the root exchanges with each NPU directly, all at once or, where it sends, a window of them",
  kinds: rootedKinds,
  parameter: {
    name: "window",
    description: "most messages of the root in flight at a time, where it is the root that sends; 1 or more",
  },
  plan({ kind, npus, bytes, direction, root = 0, parameter: window = npus }) {
    const message = kind === "scatter" ? Math.floor(bytes / npus) : bytes;
    const isOutwards = kind === "broadcast" || kind === "scatter";
    const others = Array.from({ length: npus - 1 }, (_, index) => wrap(root + direction * (index + 1), npus));
    return {
      form: "graph",
      operations(position) {
        const list = new OperationList();
        if (position !== root) {
          if (isOutwards) list.receive(root, message, []);
          else list.send(root, message, [list.load(message)]);
        } else if (isOutwards) {
          const sends: number[] = [];
          for (const [index, other] of others.entries()) {
            const earlier = index < window ? [] : [sends[index - window]!];
            sends.push(list.send(other, message, [list.load(message), ...earlier]));
          }
        } else {
          for (const other of others) list.receive(other, message, [], kind === "reduce");
        }
        return list.operations;
      },
    };
  },
});
