import type { Dependency } from './dependencies.ts'

interface Watcher {
  readonly tables: ReadonlySet<string>
  readonly householdId: string | null
  readonly ask: () => void
}

const watchers = new Set<Watcher>()

/** Asks again when one of the tables changes, for this household or, with null, for any. @returns what ends it. */
export function watchChanges(tables: readonly Dependency[], householdId: string | null, ask: () => void): () => void {
  const watcher: Watcher = { tables: new Set(tables), householdId, ask }
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Tells everyone concerned that rows changed. No households means: could be any. */
export function announceChange(tables: readonly string[], householdIds: readonly string[]): void {
  for (const watcher of [...watchers]) {
    const concerned = tables.some((table) => watcher.tables.has(table))
    const mine = watcher.householdId === null || householdIds.length === 0 || householdIds.includes(watcher.householdId)
    if (concerned && mine) watcher.ask()
  }
}
