import type { CachePort } from '#electron/cache/cache-port.ts'
import type { Pin } from '#electron/cache/pins.ts'
import type { LocalChange } from '#electron/ipc/handlers.ts'
import type { Policy } from '#electron/platform/policy.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'

/** What the documents' handlers need of the session besides the book. */
export interface DocumentsDesk {
  readonly limits: Policy['documents']
  readonly run: CachePort['run']
  /** The text of a file's pages, as `extractPages` reads it while a person waits. */
  readPages(content: Uint8Array, mediaType: string): Promise<readonly string[] | null>
  /** Commits a change together with the file that it files, and pins it; then wakes the sync. */
  commitFile(fileId: string, change: LocalChange, pin: Pin): Promise<void>
  /** Keeps something on this laptop, or no longer, with an event of it in the trail; then wakes the sync. */
  changePin(pin: Pin, keep: boolean, entry: AuditEntry): Promise<void>
  audit(entries: readonly AuditEntry[]): Promise<void>
  /** Tells whoever shows documents, and wakes the sync. */
  changed(): void
}
