import { errorMessages, WorkstationError } from '#shared/ipc/errors.ts'
import type { CallInput, ChannelName, Channels, OutputOf, WorkstationBridge } from '#shared/ipc/index.ts'

declare global {
  interface Window {
    /** Put there by the preload script; the renderer's only way out. */
    workstation: WorkstationBridge
  }
}

type NamesOf<Kind extends 'query' | 'command'> = {
  [C in ChannelName]: Channels[C]['kind'] extends Kind ? C : never
}[ChannelName]

export type QueryName = NamesOf<'query'>
export type CommandName = NamesOf<'command'>

/**
 * Calls the main process.
 *
 * @throws WorkstationError with the sentence to show, whatever went wrong.
 */
export async function call<C extends ChannelName>(channel: C, input: CallInput<C>): Promise<OutputOf<C>> {
  let reply: Awaited<ReturnType<WorkstationBridge['invoke']>>
  try {
    reply = await window.workstation.invoke(channel, input)
  } catch (error) {
    throw new WorkstationError('internal', errorMessages.internal, undefined, { cause: error })
  }
  if (reply.ok) return reply.value as OutputOf<C>
  throw new WorkstationError(reply.code, reply.message, reply.details)
}

/** Turns whatever was thrown into an error for people. */
export function toWorkstationError(error: unknown): WorkstationError {
  return error instanceof WorkstationError ? error : new WorkstationError('internal')
}
