import { AstraError } from "../errors/astra-error.js";
import type { MessageEnvelope } from "./message.js";

/** `a message of 512 B from rank 0 to rank 3`. */
export function toldMessage({ bytes, source, destination }: Omit<MessageEnvelope, "tag">): string {
  return `a message of ${bytes} B from rank ${source} to rank ${destination}`;
}

/** The error of a network (`who`) that called `delivered` a second time. */
export function deliveredTwice(who: string, message: Omit<MessageEnvelope, "tag">): AstraError {
  return new AstraError("CONTRACT_BROKEN", {
    problem: `${who} delivered ${toldMessage(message)} twice`,
    hint: "A backend must call `delivered` exactly once for each `send`.",
  });
}
