import type { ModelFirm } from './model-firm.ts'
import type { Fields, Typed } from './typed.ts'

/** What one transaction of a laptop's did to one row. */
export interface Effect {
  readonly mutations: readonly string[]
  readonly table: string
  readonly rowId: string
  readonly operation: string
  readonly before: Fields | null
  readonly after: Fields | null
}

/** What the firm's database has been through, as it stands. */
export interface Journal {
  readonly applied: ReadonlySet<string>
  /** Changes of rows by transactions that applied a mutation, in order. */
  readonly effects: readonly Effect[]
}

export async function readJournal(firm: ModelFirm): Promise<Journal> {
  const rows = await firm.query('SELECT xid, table_name, operation, before, after FROM model.journal ORDER BY sequence')
  const mutations = new Map<string, string[]>()
  for (const { xid, table_name, after } of rows) {
    if (table_name !== 'applied_mutations') continue
    const id = (after as Fields).mutation_id as string
    mutations.set(xid as string, [...(mutations.get(xid as string) ?? []), id])
  }
  const effects = rows.flatMap((row): Effect[] => {
    const ids = mutations.get(row.xid as string)
    if (!ids || row.table_name === 'applied_mutations') return []
    const [before, after] = [row.before as Fields | null, row.after as Fields | null]
    const rowId = (after ?? before)?.id as string
    const [table, operation] = [row.table_name as string, (row.operation as string).toLowerCase()]
    return [{ mutations: ids, table, rowId, operation, before, after }]
  })
  return { applied: new Set([...mutations.values()].flat()), effects }
}

/** Whether the firm's database has a change, as far as the journal tells. */
export function isApplied({ applied, effects }: Journal, change: Typed): boolean {
  if (change.mutationId !== null) return applied.has(change.mutationId)
  return effects.some(({ operation, rowId }) => operation === 'insert' && rowId === change.rowId)
}
