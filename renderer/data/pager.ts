import type { WorkstationError } from '#shared/ipc/errors.ts'
import { toWorkstationError } from './bridge.ts'

/** A part of a long answer, and what is said of the whole of it. */
export interface PartOf<Row> {
  readonly rows: readonly Row[]
  /** How many rows there are in all. */
  readonly found: number
  /** Another one wherever another row is in some place: rows of two editions are never shown together. */
  readonly edition: string
}

export interface Pager<Row, Part extends PartOf<Row>> {
  /** The newest part that came: what is said of the whole; undefined before the first. */
  newest(): Part | undefined
  error(): WorkstationError | null
  /** Undefined while the row is on its way. */
  rowAt(index: number): Row | undefined
  /** Which rows are in sight; they and what is near them are asked for. */
  show(first: number, last: number): void
  /** What is known may be old: what is in sight is asked for again, the rest once it comes into sight. */
  refresh(): void
  /** Begins to ask, or goes on. @param onChange something came. */
  start(onChange: () => void): void
  stop(): void
}

/** Rows of one page; a question asks for a few pages at a time, at most as many as lie near what is in sight. */
export const PAGE = 100
/** Above and below what is in sight, so that rows are there before they come into sight. */
const NEAR = 100
/** A question may ask for so many, as `households.list` has it. */
const MOST_PAGES_AT_ONCE = 5
const MOST_KEPT = 60
/** At most one question in this time because the book changed, as in `useQuery`. */
const QUIET_MILLISECONDS = 200

/** The pages of a long answer that are kept, and which of those near what is in sight are lacking. */
function createKeptPages<Row, Part extends PartOf<Row>>() {
  const pages = new Map<number, { readonly rows: readonly Row[]; readonly old: boolean }>()
  let newest: Part | undefined
  let inSight = { first: 0, last: 0 }

  /** At least one, wherever the end is by now. */
  const wanted = () => {
    const last = Math.max(0, Math.min(inSight.last + NEAR, (newest?.found ?? PAGE) - 1))
    const lastPage = Math.floor(last / PAGE)
    const firstPage = Math.min(lastPage, Math.floor(Math.max(0, inSight.first - NEAR) / PAGE))
    return Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index)
  }
  return {
    newest: () => newest,
    rowAt: (index: number) => pages.get(Math.floor(index / PAGE))?.rows[index % PAGE],
    /** @returns whether something else is in sight now. */
    look(first: number, last: number): boolean {
      const isSame = first === inSight.first && last === inSight.last
      inSight = { first, last }
      return !isSame
    },
    /** The pages to ask for next, which lie together; null where nothing is lacking. */
    lacking(): { first: number; count: number } | null {
      const [first, ...others] = wanted().filter((page) => pages.get(page)?.old ?? true)
      if (first === undefined) return null
      return { first, count: Math.min((others.at(-1) ?? first) - first + 1, MOST_PAGES_AT_ONCE) }
    },
    take({ first, count }: { first: number; count: number }, part: Part): void {
      if (newest !== undefined && newest.edition !== part.edition) pages.clear()
      newest = part
      for (let page = 0; page < count; page += 1) {
        pages.delete(first + page)
        pages.set(first + page, { rows: part.rows.slice(page * PAGE, (page + 1) * PAGE), old: false })
      }
      const near = wanted()
      const tooMany = [...pages.keys()].filter((page) => !near.includes(page)).slice(0, -MOST_KEPT)
      for (const page of tooMany) pages.delete(page)
    },
    growOld(): void {
      for (const [page, { rows }] of pages) pages.set(page, { rows, old: true })
    },
  }
}

/**
 * Keeps those rows of a long answer that are looked at, and asks for others as they come into sight: one question at a
 * time, so that whoever scrolls past a thousand rows does not ask for them all.
 */
export function createPager<Row, Part extends PartOf<Row>>(
  ask: (offset: number, limit: number) => Promise<Part>,
): Pager<Row, Part> {
  const pages = createKeptPages<Row, Part>()
  const state = { asking: false, running: false, error: null as WorkstationError | null, onChange: () => {} }

  async function askForLacking(): Promise<void> {
    const lacking = pages.lacking()
    if (state.asking || !state.running || lacking === null) return
    state.asking = true
    try {
      pages.take(lacking, await ask(lacking.first * PAGE, lacking.count * PAGE))
      state.error = null
    } catch (thrown) {
      state.error = toWorkstationError(thrown)
    }
    state.asking = false
    if (!state.running) return
    state.onChange()
    // After an error somebody has to ask again, or look elsewhere.
    if (state.error === null) void askForLacking()
  }
  const refreshing = createQuietTime(() => {
    pages.growOld()
    void askForLacking()
  })
  return {
    newest: pages.newest,
    error: () => state.error,
    rowAt: pages.rowAt,
    show(first, last) {
      if (pages.look(first, last)) void askForLacking()
    },
    refresh: refreshing.run,
    start(onChange) {
      Object.assign(state, { running: true, onChange })
      refreshing.run()
    },
    stop() {
      state.running = false
      refreshing.end()
    },
  }
}

/** At once, and then once more after a quiet time for all that was wanted in it. */
function createQuietTime(act: () => void) {
  let quiet: ReturnType<typeof setTimeout> | undefined
  let again = false
  function run(): void {
    again = quiet !== undefined
    if (again) return
    quiet = setTimeout(() => {
      quiet = undefined
      if (again) run()
    }, QUIET_MILLISECONDS)
    act()
  }
  return {
    run,
    end() {
      clearTimeout(quiet)
      quiet = undefined
    },
  }
}
