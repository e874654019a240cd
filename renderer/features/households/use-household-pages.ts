import { call } from '#renderer/data/bridge.ts'
import { dependencies } from '#renderer/data/dependencies.ts'
import { type Pages, usePages } from '#renderer/data/use-pages.ts'
import type { HouseholdRow } from '#shared/ipc/households.ts'
import type { OutputOf } from '#shared/ipc/index.ts'
import { useAsked, useHouseholdList } from './store.ts'

export interface HouseholdPages extends Pages<HouseholdRow, OutputOf<'households.list'>> {
  /** What is asked. */
  readonly key: string
}

/** The households that the list's search and filters find, in its order, as far as they are looked at. */
export function useHouseholdPages(): HouseholdPages {
  const { restored } = useHouseholdList()
  const question = useAsked()
  const key = JSON.stringify(question)
  const pages = usePages<HouseholdRow, OutputOf<'households.list'>>({
    key,
    ask: (offset, limit) => {
      const { id } = useHouseholdList.getState().active
      return call('households.list', { ...question, offset, limit, locate: id })
    },
    tables: dependencies['households.list'],
    enabled: restored,
  })
  return { ...pages, key }
}
