import { create } from 'zustand'
import { call } from '#renderer/data/bridge.ts'
import { onBookClosed, useFirmWide } from '#renderer/data/session.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import { sayProblem } from '#renderer/ui/toast.tsx'
import { firmSorts, type HouseholdsView } from '#shared/ipc/household-questions.ts'
import type { CallInput, OutputOf } from '#shared/ipc/index.ts'

type View = Required<NonNullable<CallInput<'lists.keepView'>['view']>>

/** The row the keyboard is on. */
interface ActiveRow {
  /** Its place in the list; -1 for none. */
  readonly place: number
  /** Which household it is; null while that is on its way. */
  readonly id: string | null
}

const NO_ROW: ActiveRow = { place: -1, id: null }

interface HouseholdListState {
  /** What is kept from one day to the next, in the encrypted book. */
  readonly view: View
  /** False until what was kept has been read. */
  readonly restored: boolean
  readonly search: string
  /** Of the whole firm: the last household of each page before the one shown. */
  readonly pages: readonly string[]
  readonly active: ActiveRow
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
  active: NO_ROW,
  marked: new Set(),
}))

export function changeSearch(search: string): void {
  useHouseholdList.setState({ search, pages: [] })
}

/** What of the list is asked for. */
export type HouseholdsAsked = View & { readonly search: string; readonly after: string | null }

/** As the whole firm has it: what would need every household's figures is left out, whatever was chosen for a book. */
export function askFor({ view, search, pages }: HouseholdListState, firmWide: boolean): HouseholdsAsked {
  const asked = { ...view, search, after: pages.at(-1) ?? null }
  if (!firmWide) return asked
  return { ...asked, quality: 'any', sort: firmSorts.includes(view.sort) ? view.sort : 'name' }
}

/** What is asked for now. */
export function useAsked(): HouseholdsAsked {
  return askFor(useHouseholdList(), useFirmWide())
}

/** Shows the page after one that ends with this household. */
export function showNextPage(lastId: string): void {
  useHouseholdList.setState(({ pages }) => ({ pages: [...pages, lastId], active: NO_ROW }))
}

export function showPageBefore(): void {
  useHouseholdList.setState(({ pages }) => ({ pages: pages.slice(0, -1), active: NO_ROW }))
}

export function activate(place: number, id: string | null): void {
  useHouseholdList.setState({ active: { place, id } })
}

/** Follows the active household to its place in what was found; one that is filtered away cannot stay the active one. */
export function locateActive({ located }: Pick<OutputOf<'households.list'>, 'located'>): void {
  const { active } = useHouseholdList.getState()
  // What was asked about another household says nothing of this one.
  if (located === null || located.id !== active.id || located.place === active.place) return
  useHouseholdList.setState({ active: located.place === null ? NO_ROW : { ...active, place: located.place } })
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
  changeSearch('')
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

/** Marks all that the list finds, or none where all are marked. */
export async function markAllOrNone(found: number, asked: HouseholdsAsked): Promise<void> {
  const { marked } = useHouseholdList.getState()
  if (marked.size === found) return setMarks([])
  const answer = await call('households.ids', asked).catch(() => null)
  if (answer === null) return sayProblem('The households could not be marked. Try again.')
  setMarks(answer.ids)
}

/** Nothing that the list no longer finds stays marked: what is changed together has been found together. */
export async function keepMarksOfFound(asked: HouseholdsAsked): Promise<void> {
  const before = useHouseholdList.getState()
  const answer = await call('households.ids', asked).catch(() => null)
  const now = useHouseholdList.getState()
  // Asked again for what is shown by now.
  if (answer === null || now.view !== before.view || now.search !== before.search || now.pages !== before.pages) return
  const found = new Set(answer.ids)
  const kept = [...now.marked].filter((id) => found.has(id))
  if (kept.length < now.marked.size) setMarks(kept)
}

onBookClosed(() => {
  clearTimeout(keeping)
  useHouseholdList.setState(useHouseholdList.getInitialState(), true)
})
