import { useEffect, useMemo, useReducer, useRef } from 'react'
import { answers } from './answers.ts'
import { watchChanges } from './changes.ts'
import type { Dependency } from './dependencies.ts'
import { createPager, type Pager, type PartOf } from './pager.ts'

interface PagesInput<Part> {
  /** What is asked; where it differs, it is another list. */
  readonly key: string
  readonly ask: (offset: number, limit: number) => Promise<Part>
  /** Whose changes make it ask again. */
  readonly tables: readonly Dependency[]
  /** False while the question makes no sense yet. */
  readonly enabled: boolean
}

export interface Pages<Row, Part extends PartOf<Row>> {
  /** The list that is shown: the one asked about last that has answered, so that nothing flickers. */
  readonly shown: Pager<Row, Part>
  /** Tells which rows are in sight. */
  readonly show: (first: number, last: number) => void
  readonly refresh: () => void
}

/** A long list of the book, of which only what is looked at is here, kept current. */
export function usePages<Row, Part extends PartOf<Row>>({
  key,
  ask,
  tables,
  enabled,
}: PagesInput<Part>): Pages<Row, Part> {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const askNow = useRef(ask)
  askNow.current = ask
  const pager = useMemo(() => {
    const kept = answers.get(`pages ${key}`) as Pager<Row, Part> | undefined
    return kept ?? createPager<Row, Part>((offset, limit) => askNow.current(offset, limit))
  }, [key])
  const answered = useRef(pager)
  if (pager.newest() !== undefined) answered.current = pager
  useEffect(() => {
    if (!enabled) return
    answers.set(`pages ${key}`, pager)
    pager.start(redraw)
    const unwatch = watchChanges(tables, null, pager.refresh)
    return () => {
      unwatch()
      pager.stop()
    }
  }, [pager, key, tables, enabled])
  return { shown: pager.error() === null ? answered.current : pager, show: pager.show, refresh: pager.refresh }
}
