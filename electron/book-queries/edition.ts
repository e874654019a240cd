import { createHash } from 'node:crypto'

/** Another text wherever another household is in some place: what tells parts of one order from those of another. */
export function editionOf(ids: readonly string[]): string {
  return createHash('sha256').update(ids.join()).digest('base64url').slice(0, 22)
}
