import { WorkstationError } from '#shared/ipc/errors.ts'

/** What an error of the cache means to a person. SQLite's own messages name tables and columns only. */
export function mapCacheError(cause: unknown): WorkstationError {
  if (cause instanceof WorkstationError) return cause
  const code = (cause as { code?: string })?.code ?? ''
  if (['SQLITE_FULL', 'ENOSPC', 'EDQUOT'].includes(code))
    return new WorkstationError('disk_full', undefined, undefined, { cause })
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return new WorkstationError('cache_unreadable', undefined, undefined, { cause })
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new WorkstationError(
      'disk_full',
      'The disk did not take or give what was asked. Check that it is not full or failing, and try again.',
      undefined,
      { cause },
    )
  }
  return new WorkstationError('internal', undefined, undefined, { cause })
}
