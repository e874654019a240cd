import { Worker } from 'node:worker_threads'
import type { Clock } from '#electron/platform/ports.ts'
import type { NewRow } from '#shared/records/index.ts'
import { hasReadablePages, type TextLimits } from './read-pages.ts'
import type { PageRequest } from './worker.ts'

/** What reading one file may take. A file that takes more is given up: its text is a help, and it is filed without. */
export interface ReadingLimits extends TextLimits {
  readonly milliseconds: number
  /** By how much the memory of the whole process may grow meanwhile. */
  readonly megabytes: number
}

/** For a command that runs by itself. */
export const PATIENT: ReadingLimits = { milliseconds: 60_000, megabytes: 1_000, pages: 5_000, characters: 50_000_000 }

/**
 * While a person waits, and for what then travels in one unit of work. The firm reads later what has more
 * (`npm run admin -- documents read-pages`).
 */
export const AT_CAPTURE: ReadingLimits = { milliseconds: 15_000, megabytes: 750, pages: 300, characters: 2_000_000 }

/** Of the thread's own heap; what a PDF unpacks to lies outside of it and is only seen in the process. */
const MOST_HEAP_MEGABYTES = 512
/** Between two looks at the memory: an unpacked bomb grows by some hundred megabytes a second. */
const LOOK_MILLISECONDS = 100

/** What reading pages needs of the world. */
export interface PageThread {
  /** The thread's own script, bundled or source. */
  readonly script: URL
  readonly clock: Pick<Clock, 'after'>
  readonly limits: ReadingLimits
}

/**
 * Reads the text of a file's pages in a thread of its own.
 *
 * @param content the whole file.
 * @returns the text of each page, empty where a page has none; no pages for a type that is not read; null for a file
 *   that cannot be read: damaged, locked by a password, or too much.
 */
export async function extractPages(
  { script, clock, limits }: PageThread,
  content: Uint8Array,
  mediaType: string,
): Promise<readonly string[] | null> {
  if (!hasReadablePages(mediaType)) return []
  const { pages, characters } = limits
  const request: PageRequest = { content, mediaType, limits: { pages, characters } }
  const worker = new Worker(script, {
    workerData: request,
    name: 'pages',
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MEGABYTES },
    stdout: true,
    stderr: true,
  })
  return new Promise((resolve) => {
    const end = (found: readonly string[] | null) => {
      cancel()
      stopWatching()
      resolve(found)
      void worker.terminate()
    }
    const cancel = clock.after(limits.milliseconds, () => end(null))
    const stopWatching = watchMemory(clock, limits.megabytes, () => end(null))
    worker.on('message', end)
    worker.on('error', () => end(null))
    worker.on('exit', () => end(null))
  })
}

/** @returns a function that ends the watch. */
function watchMemory(clock: PageThread['clock'], megabytes: number, exceeded: () => void): () => void {
  const most = process.memoryUsage.rss() + megabytes * 1_000_000
  let ended = false
  const look = () => {
    if (ended) return
    if (process.memoryUsage.rss() > most) exceeded()
    else clock.after(LOOK_MILLISECONDS, look)
  }
  clock.after(LOOK_MILLISECONDS, look)
  return () => {
    ended = true
  }
}

/** The rows that keep a version's pages: one for each with text. */
export function pageRows(
  pages: readonly string[],
  of: { readonly householdId: string; readonly versionId: string },
  nextId: () => string,
): NewRow<'document_pages'>[] {
  return pages.flatMap((content, index) =>
    content === '' ? [] : [{ id: nextId(), ...of, pageNumber: index + 1, content }],
  )
}
