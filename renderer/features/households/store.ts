import { create } from 'zustand'
import { onBookClosed } from '#renderer/data/session.ts'
import type { CallInput } from '#shared/ipc/index.ts'

type ListInput = CallInput<'households.list'>

interface HouseholdListState {
  readonly search: string
  /** Null shows every status. */
  readonly status: string | null
  readonly sort: NonNullable<ListInput['sort']>
  readonly descending: boolean
  /** The row the keyboard is on. */
  readonly activeId: string | null
}

/** What the list looks like; kept while other screens are shown, forgotten with the book. */
export const useHouseholdList = create<HouseholdListState>(() => ({
  search: '',
  status: null,
  sort: 'name',
  descending: false,
  activeId: null,
}))

export function changeHouseholdList(change: Partial<HouseholdListState>): void {
  useHouseholdList.setState(change)
}

onBookClosed(() => useHouseholdList.setState(useHouseholdList.getInitialState(), true))
