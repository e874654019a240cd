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

export interface Memory {
  /** For the reads of one question, asked before the first of them: what it reads may be older than a change meanwhile. */
  begin(): Recall
  forget(changed: readonly string[]): void
}

/**
 * Keeps what was read of a whole book. An answer under way is given to whoever asks for the same. It is not kept where it
 * fails, nor where its tables changed after its question began: that may read the state of the book before the change.
 */
export function createMemory(): Memory {
  const kept = new Map<string, Kept>()
  const changedAt = new Map<string, number>()
  let changes = 0

  function keep(name: string, entry: Kept): void {
    kept.delete(name)
    // The one asked for last goes last.
    kept.set(name, entry)
    const oldest = kept.keys().next().value
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  }
  return {
    begin() {
      const began = changes
      return <T>(name: string, tables: readonly TableName[], read: () => Promise<T>) => {
        const known = kept.get(name)
        const entry = known ?? { tables, answer: read() }
        if (known !== undefined || tables.every((table) => (changedAt.get(table) ?? 0) <= began)) keep(name, entry)
        entry.answer.catch(() => kept.get(name) === entry && kept.delete(name))
        return entry.answer as Promise<T>
      }
    },
    forget(changed) {
      changes += 1
      for (const table of changed) changedAt.set(table, changes)
      for (const [name, { tables }] of kept) {
        if (tables.some((table) => changed.includes(table))) kept.delete(name)
      }
    },
  }
}
