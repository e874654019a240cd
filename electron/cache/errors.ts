import { WorkstationError } from '#shared/ipc/errors.ts'

/** What an error of the cache means to a person. SQLite's own messages name tables and columns only. */
export function mapCacheError(cause: unknown): WorkstationError {
  if (cause instanceof WorkstationError) return cause
  const code = (cause as { code?: string })?.code ?? ''
  if (code === 'SQLITE_FULL' || code === 'ENOSPC')
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

/** An error as it crosses from the worker: a class would not survive. */
export interface CrossingError {
  readonly workstation: { code: WorkstationError['code']; message: string } | null
  readonly code: string
  readonly message: string
}

export function packError(error: unknown): CrossingError {
  return {
    workstation: error instanceof WorkstationError ? { code: error.code, message: error.message } : null,
    code: String((error as { code?: string })?.code ?? ''),
    message: error instanceof Error ? error.message : 'unknown',
  }
}

export function unpackError(crossing: CrossingError): WorkstationError {
  if (crossing.workstation) return new WorkstationError(crossing.workstation.code, crossing.workstation.message)
  return mapCacheError(Object.assign(new Error(crossing.message), { code: crossing.code }))
}
