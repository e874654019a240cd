import { useCallback, useState } from 'react'
import { sayDone, sayProblem } from '#renderer/ui/toast.tsx'
import type { WorkstationError } from '#shared/ipc/errors.ts'
import type { CallInput, OutputOf } from '#shared/ipc/index.ts'
import { type CommandName, call, toWorkstationError } from './bridge.ts'

export type CommandResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: WorkstationError }

interface CommandOptions {
  /** Said when it worked. */
  readonly done?: string
  /** True where the screen itself shows the error. */
  readonly quiet?: boolean
}

/** Runs a command and says how it went. Never throws. */
export async function runCommand<C extends CommandName>(
  channel: C,
  input: CallInput<C>,
  { done, quiet = false }: CommandOptions = {},
): Promise<CommandResult<OutputOf<C>>> {
  try {
    const value = await call(channel, input)
    if (done !== undefined) sayDone(done)
    return { ok: true, value }
  } catch (thrown) {
    const error = toWorkstationError(thrown)
    if (!quiet) sayProblem(error.message)
    return { ok: false, error }
  }
}

/** A command with its busy state, for buttons and forms. */
export function useCommand<C extends CommandName>(channel: C) {
  const [busy, setBusy] = useState(false)
  const run = useCallback(
    async (input: CallInput<C>, options?: CommandOptions) => {
      setBusy(true)
      try {
        return await runCommand(channel, input, options)
      } finally {
        setBusy(false)
      }
    },
    [channel],
  )
  return { run, busy }
}
