import type { LoadState } from '#electron/cache/load-rows.ts'
import type { TableName } from '#shared/records/index.ts'

/** The last table that household pages and meeting packs cannot do without; history may follow. */
const LAST_NEEDED: TableName = 'disclosures'

/** @returns whether the book can be worked with: whole, or whole but for prices and old transactions. */
export function isReady(load: LoadState): boolean {
  if (load.cursor && !load.loading) return true
  const needed = load.progress.slice(0, load.progress.findIndex(({ table }) => table === LAST_NEEDED) + 1)
  return needed.length > 0 && needed.every(({ complete }) => complete)
}
