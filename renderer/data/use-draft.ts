import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from './bridge.ts'

/** Unsaved work of a form as it was kept, the form's own shape in `value`. */
export interface KeptDraft<Value> {
  readonly value: Value
  /** ISO instant, UTC. */
  readonly keptAt: string
}

export interface DraftKeeper<Value> {
  /** Undefined until the book has answered; null where nothing was kept. */
  readonly found: KeptDraft<Value> | null | undefined
  /** Keeps what the form has, a moment after the last keystroke. */
  readonly keep: (value: Value) => void
  /** Throws away what was kept: the form was saved, or its work discarded. */
  readonly drop: () => void
  /** `kept`: all that is typed would outlive a crash. `failed`: it could not be kept. Null while there is nothing, or it is on its way. */
  readonly state: 'kept' | 'failed' | null
}

/** Long enough not to write with every letter, short enough that a crash costs a word. */
const QUIET_MILLISECONDS = 250

/**
 * Keeps a form's unsaved work in the encrypted book, where a crash of the workstation leaves it. The page itself keeps
 * nothing. What is kept and thrown away reaches the book in the order it was asked.
 *
 * @param key which form: `persons:<id>`, `persons:new:<household>`.
 * @param householdId whose affairs are in it, so that they go with the household; null while it has no household.
 */
export function useDraft<Value>(key: string, householdId: string | null): DraftKeeper<Value> {
  const found = useFound<Value>(key)
  const [state, setState] = useState<DraftKeeper<Value>['state']>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const waiting = useRef<Value | undefined>(undefined)
  const line = useRef<Promise<unknown>>(Promise.resolve())

  const send = useCallback(() => {
    clearTimeout(timer.current)
    const value = waiting.current
    waiting.current = undefined
    if (value === undefined) return
    const body = JSON.stringify(value)
    line.current = line.current
      .then(() => call('drafts.keep', { key, householdId, body }))
      .then(
        () => setState(waiting.current === undefined ? 'kept' : null),
        () => setState('failed'),
      )
  }, [key, householdId])
  const keep = useCallback(
    (value: Value) => {
      waiting.current = value
      setState(null)
      clearTimeout(timer.current)
      timer.current = setTimeout(send, QUIET_MILLISECONDS)
    },
    [send],
  )
  const drop = useCallback(() => {
    clearTimeout(timer.current)
    waiting.current = undefined
    setState(null)
    // Where it cannot be thrown away, it is offered once more, and nothing is lost.
    line.current = line.current.then(() => call('drafts.drop', { key })).catch(() => undefined)
  }, [key])
  // A form that goes with its screen keeps the last keystroke.
  useEffect(() => send, [send])
  return { found, keep, drop, state }
}

/** What was kept under a name when the form was opened. */
function useFound<Value>(key: string): DraftKeeper<Value>['found'] {
  const [found, setFound] = useState<KeptDraft<Value> | null | undefined>(undefined)
  useEffect(() => {
    let isOver = false
    void readDraft<Value>(key).then((draft) => {
      if (!isOver) setFound(draft)
    })
    return () => {
      isOver = true
    }
  }, [key])
  return found
}

/** @returns null as well where what was kept cannot be read: a form opens all the same. */
async function readDraft<Value>(key: string): Promise<KeptDraft<Value> | null> {
  try {
    const draft = await call('drafts.read', { key })
    return draft === null ? null : { value: JSON.parse(draft.body) as Value, keptAt: draft.keptAt }
  } catch {
    return null
  }
}
