import { Worker } from 'node:worker_threads'
import type { Clock } from '#electron/platform/ports.ts'
import type { NewRow } from '#shared/records/index.ts'
import { hasReadablePages } from './read-pages.ts'
import type { PageRequest } from './worker.ts'

/** A file that takes longer, or more memory, is given up: its text is a help, and it is filed without. */
const MOST_MILLISECONDS = 60_000
const MOST_MEGABYTES = 512

/** What reading pages needs of the world. */
export interface PageThread {
  /** The thread's own script, bundled or source. */
  readonly script: URL
  readonly clock: Pick<Clock, 'after'>
}

/**
 * Reads the text of a file's pages in a thread of its own.
 *
 * @param content the whole file.
 * @returns the text of each page, empty where a page has none; no pages for a type that is not read; null for a file
 *   that cannot be read: damaged, locked by a password, or too much.
 */
export async function extractPages(
  { script, clock }: PageThread,
  content: Uint8Array,
  mediaType: string,
): Promise<readonly string[] | null> {
  if (!hasReadablePages(mediaType)) return []
  const request: PageRequest = { content, mediaType }
  const worker = new Worker(script, {
    workerData: request,
    name: 'pages',
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    stderr: true,
  })
  return new Promise((resolve) => {
    const cancel = clock.after(MOST_MILLISECONDS, () => end(null))
    const end = (pages: readonly string[] | null) => {
      cancel()
      resolve(pages)
      void worker.terminate()
    }
    worker.on('message', end)
    worker.on('error', () => end(null))
    worker.on('exit', () => end(null))
  })
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
