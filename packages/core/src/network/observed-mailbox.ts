import type { RunObserver } from "../observe/run-event.js";
import type { Simulator } from "../simulator/simulator.js";
import type { Mailbox } from "./mailbox.js";

/** A mailbox whose messages an observer is told of. A run that nobody observes has none around its own, and pays nothing. */
export function observedMailbox(mailbox: Mailbox, simulator: Simulator, observer: RunObserver): Mailbox {
  return {
    send(message, sent) {
      // The sender's object changes as soon as the call has returned.
      const { source, destination, bytes, tag } = message;
      observer({ kind: "message-sent", time: simulator.now, rank: source, peer: destination, bytes, tag });
      mailbox.send(message, () => {
        const time = simulator.now;
        observer({ kind: "message-delivered", time, rank: destination, peer: source, bytes, tag });
        sent?.();
      });
    },
    receive(message, received) {
      const { source, destination, bytes, tag } = message;
      mailbox.receive(message, () => {
        const time = simulator.now;
        observer({ kind: "message-matched", time, rank: destination, peer: source, bytes, tag });
        received();
      });
    },
    get bytesSent() {
      return mailbox.bytesSent;
    },
    get messages() {
      return mailbox.messages;
    },
    pending: () => mailbox.pending(),
  };
}
