import type { Mailbox } from "../network/mailbox.js";
import { mailboxAround } from "../network/mailbox-around.js";
import type { SystemLayer } from "../system/system.js";

/** The mailbox as the workload sees it: its messages take the way that the system layer has for them, if it has one. */
export function routedMailbox(mailbox: Mailbox, messages: SystemLayer["messages"]): Mailbox {
  if (messages === undefined) return mailbox;
  return mailboxAround(mailbox, {
    send: messages.send.bind(messages),
    receive: messages.receive.bind(messages),
  });
}
