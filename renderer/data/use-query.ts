import { useCallback, useEffect, useRef, useState } from 'react'
import type { WorkstationError } from '#shared/ipc/errors.ts'
import type { CallInput, OutputOf } from '#shared/ipc/index.ts'
import { answers } from './answers.ts'
import { call, type QueryName, toWorkstationError } from './bridge.ts'
import { watchChanges } from './changes.ts'
import { dependencies, householdOf } from './dependencies.ts'

export interface QueryState<Value> {
  /** The newest answer; while another input is being asked, the previous one, so that lists do not flicker. */
  readonly data: Value | undefined
  readonly error: WorkstationError | null
  /** True until the first answer or error. */
  readonly loading: boolean
  readonly refresh: () => void
}

interface QueryOptions {
  /** False while the question makes no sense yet. */
  readonly enabled?: boolean
  /** False where another input is another thing, so that the previous answer must not be shown for it. */
  readonly keepPrevious?: boolean
}

/** At most one question in this time per hook, so that a busy sync does not keep every list asking. */
const QUIET_MILLISECONDS = 200

/**
 * Asks the main process and keeps the answer current: asks again when the input changes and when the book says that
 * rows behind the answer changed. Never more than one question in flight per hook.
 */
export function useQuery<C extends QueryName>(
  channel: C,
  input: CallInput<C>,
  { enabled = true, keepPrevious = false }: QueryOptions = {},
): QueryState<OutputOf<C>> {
  const key = `${channel} ${JSON.stringify(input)}`
  const [state, setState] = useState<{ key: string; data?: OutputOf<C>; error: WorkstationError | null }>(() => ({
    key,
    data: answers.get(key) as OutputOf<C> | undefined,
    error: null,
  }))
  const inputNow = useRef(input)
  inputNow.current = input
  const askNow = useRef<() => void>(() => {})

  useEffect(() => {
    if (!enabled) return
    const asker = createAsker(
      () => call(channel, inputNow.current),
      (data) => {
        answers.set(key, data)
        setState({ key, data, error: null })
      },
      (error) => setState((before) => ({ ...(before.key === key ? before : { key }), error })),
    )
    askNow.current = asker.ask
    asker.ask()
    const unwatch = watchChanges(dependencies[channel], householdOf(inputNow.current), asker.ask)
    return () => {
      unwatch()
      asker.stop()
    }
  }, [channel, key, enabled])

  const refresh = useCallback(() => askNow.current(), [])
  const current = state.key === key
  const remembered = current ? state.data : (answers.get(key) as OutputOf<C> | undefined)
  const data = remembered ?? (keepPrevious ? state.data : undefined)
  const error = current ? state.error : null
  return { data, error, loading: enabled && data === undefined && error === null, refresh }
}

/** One question at a time: asking while one is in flight asks once more after it. */
function createAsker<Value>(
  ask: () => Promise<Value>,
  onAnswer: (value: Value) => void,
  onError: (error: WorkstationError) => void,
) {
  let running = false
  let again = false
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined

  async function run(): Promise<void> {
    running = true
    again = false
    try {
      const value = await ask()
      if (!stopped) onAnswer(value)
    } catch (error) {
      if (!stopped) onError(toWorkstationError(error))
    }
    timer = setTimeout(() => {
      running = false
      if (again && !stopped) void run()
    }, QUIET_MILLISECONDS)
  }

  return {
    ask: () => {
      if (running) again = true
      else void run()
    },
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
