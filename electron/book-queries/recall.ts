import type { TableName } from '#shared/records/index.ts'

/**
 * What was read before under a name, where the tables it rests on have not changed since; otherwise it is read. What is
 * kept of a book lives as long as the book is open.
 */
export type Recall = <T>(name: string, tables: readonly TableName[], read: () => Promise<T>) => Promise<T>

/** For everything a list is made of, and the orders of the last few questions. */
const MOST_KEPT = 16

interface Kept {
  readonly tables: readonly TableName[]
  readonly answer: Promise<unknown>
}

/**
 * Keeps what was read of a whole book. An answer under way is given to whoever asks for the same, and is not kept when
 * its tables change meanwhile, or where it fails.
 */
export function createRecall(): { readonly recall: Recall; forget(changed: readonly string[]): void } {
  const kept = new Map<string, Kept>()
  const recall: Recall = <T>(name: string, tables: readonly TableName[], read: () => Promise<T>) => {
    const known = kept.get(name)
    kept.delete(name)
    const entry = known ?? { tables, answer: read() }
    // The one asked for last goes last.
    kept.set(name, entry)
    entry.answer.catch(() => kept.get(name) === entry && kept.delete(name))
    const oldest = kept.keys().next().value
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    return entry.answer as Promise<T>
  }
  return {
    recall,
    forget(changed) {
      for (const [name, { tables }] of kept) {
        if (tables.some((table) => changed.includes(table))) kept.delete(name)
      }
    },
  }
}
