import { create } from 'zustand'
import { call } from '#renderer/data/bridge.ts'
import { onBookClosed } from '#renderer/data/session.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import type { HouseholdsView } from '#shared/ipc/household-question.ts'
import type { CallInput } from '#shared/ipc/index.ts'

type View = Required<NonNullable<CallInput<'lists.keepView'>['view']>>

interface HouseholdListState {
  /** What is kept from one day to the next, in the encrypted book. */
  readonly view: View
  /** False until what was kept has been read. */
  readonly restored: boolean
  readonly search: string
  /** Of a list that comes page by page: the last household of each page before the one shown. */
  readonly pages: readonly string[]
  /** The row the keyboard is on. */
  readonly activeId: string | null
  /** Rows chosen to be changed or exported together. */
  readonly marked: ReadonlySet<string>
}

const plainView: View = { status: null, tier: null, quality: 'any', sort: 'name', descending: false }

/** Long enough for several changes in a row to be kept once. */
const KEEP_MILLISECONDS = 400

/** What the list looks like; kept while other screens are shown, forgotten with the book. */
export const useHouseholdList = create<HouseholdListState>(() => ({
  view: plainView,
  restored: false,
  search: '',
  pages: [],
  activeId: null,
  marked: new Set(),
}))

export function changeHouseholdList(change: Partial<Pick<HouseholdListState, 'search' | 'activeId'>>): void {
  useHouseholdList.setState('search' in change ? { ...change, pages: [] } : change)
}

/** Shows the page after one that ends with this household. */
export function showNextPage(lastId: string): void {
  useHouseholdList.setState(({ pages }) => ({ pages: [...pages, lastId], activeId: null }))
}

export function showPageBefore(): void {
  useHouseholdList.setState(({ pages }) => ({ pages: pages.slice(0, -1), activeId: null }))
}

let keeping: ReturnType<typeof setTimeout> | undefined

export function changeView(change: Partial<View>): void {
  useHouseholdList.setState(({ view }) => ({ view: { ...view, ...change }, pages: [] }))
  clearTimeout(keeping)
  keeping = setTimeout(() => void keepView(), KEEP_MILLISECONDS)
}

async function keepView(): Promise<void> {
  await runCommand('lists.keepView', { view: useHouseholdList.getState().view }, { quiet: true })
}

/** Shows the list as it was last looked at; where that cannot be read, as it is at first. */
export async function restoreView(): Promise<void> {
  if (useHouseholdList.getState().restored) return
  const { view } = await call('lists.readView', {}).catch(() => ({ view: null as HouseholdsView | null }))
  useHouseholdList.setState({ restored: true, ...(view === null ? {} : { view }) })
}

/** Whether the list shows less than the book. */
export function isFiltered({ search, view }: Pick<HouseholdListState, 'search' | 'view'>): boolean {
  return search !== '' || view.status !== null || view.tier !== null || view.quality !== 'any'
}

export function showAll(): void {
  changeHouseholdList({ search: '' })
  changeView({ status: null, tier: null, quality: 'any' })
}

export function toggleMark(id: string): void {
  useHouseholdList.setState(({ marked }) => {
    const next = new Set(marked)
    if (!next.delete(id)) next.add(id)
    return { marked: next }
  })
}

export function setMarks(ids: readonly string[]): void {
  useHouseholdList.setState({ marked: new Set(ids) })
}

/** Nothing that is out of sight stays marked: what is changed together has been seen together. */
export function keepMarksOf(ids: readonly string[]): void {
  const { marked } = useHouseholdList.getState()
  if (marked.size === 0) return
  const shown = new Set(ids)
  const kept = [...marked].filter((id) => shown.has(id))
  if (kept.length < marked.size) setMarks(kept)
}

onBookClosed(() => {
  clearTimeout(keeping)
  useHouseholdList.setState(useHouseholdList.getInitialState(), true)
})
