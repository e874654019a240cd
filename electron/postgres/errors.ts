import { type ErrorCode, WorkstationError } from '#shared/ipc/errors.ts'

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EPIPE',
])

const certificateCodes = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CERT_REVOKED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

const certificateSentences: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED:
    'The certificate of the firm’s database has expired, so it cannot prove its identity. Ask IT to renew it; nothing saved here is lost.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The firm’s database answered with the certificate of another server. Do not continue; tell IT which network you are on.',
}

/** Messages by which pg reports a connection that went away without an error code. */
const droppedConnection =
  /Connection terminated|timeout expired|timeout exceeded|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after/i

/** PgBouncer 1.18 says of a login that it refuses the same code as of a broken protocol; only the words differ. */
const refusedByPooler = /^(SASL authentication failed|password authentication failed|no such user)/i

/**
 * What an error of the driver means to a person. Server messages are not passed on: they can quote a client's data.
 *
 * @returns a WorkstationError of a closed code, with the driver's error as its cause.
 */
export function mapPostgresError(cause: unknown): WorkstationError {
  if (cause instanceof WorkstationError) return cause
  const error = cause as { code?: string; message?: string; errors?: unknown[] }
  // A name with several addresses fails with one error for each.
  if (Array.isArray(error?.errors) && error.errors.length > 0) return mapPostgresError(error.errors[0])
  const code = error?.code ?? ''
  const as = (kind: ErrorCode, message?: string) =>
    new WorkstationError(kind, message, code ? { sqlState: code } : undefined, { cause })
  if (code === '28P01' || code === '28000') return as('wrong_password')
  if (code === '08P01' && refusedByPooler.test(error.message ?? '')) return as('wrong_password')
  if (certificateCodes.has(code)) return as('certificate', certificateSentences[code])
  if (networkCodes.has(code) || /^(08|57P)/.test(code) || code === '53300') return as('unreachable')
  if (droppedConnection.test(error?.message ?? '')) return as('unreachable')
  if (code === '3D000')
    return as('unreachable', 'The firm’s server has no such database. Ask IT to check the policy file.')
  if (code === '25006')
    return as(
      'unreachable',
      'The network leads to a copy of the firm’s database that takes no changes. What you save here is kept and sent later; ask IT to lead the workstation to the database itself.',
    )
  if (code === '55P03')
    return as(
      'unreachable',
      'Somebody at the firm is changing one of the same records just now. What you saved here is kept and sent in a moment.',
    )
  if (code === '42501') return as('forbidden', 'The firm’s database does not allow you this. Ask your administrator.')
  if (code === '42P01' || code === '42703' || code === '42883' || code === '3F000') return as('wrong_schema')
  return as('internal')
}

/** @returns PostgreSQL's or the network's own code behind an error, where there is one. */
export function sqlStateOf(cause: unknown): string | undefined {
  return (mapPostgresError(cause).details as { sqlState?: string } | undefined)?.sqlState
}

/** Whether trying again later, unchanged, may succeed. */
export function isTransient(cause: unknown): boolean {
  const code = (cause as { code?: string })?.code ?? ''
  if (/^(40|53|55P03|57)/.test(code)) return true
  return mapPostgresError(cause).code === 'unreachable'
}

/**
 * Whether the very same may pass in a moment, while all else goes on: others were in the way (a deadlock, a
 * serialization, a locked row), it took too long, or the server stumbled over it.
 */
export function isPassing(cause: unknown): boolean {
  return /^(40|55P03|57014|XX)/.test((cause as { code?: string })?.code ?? '')
}

/** Classes of SQLSTATE that say nothing of the change: connection, login, lack of resources, intervention, the system. */
const notOfTheChange = /^(08|28|40|53|55|57|58|3D|XX)/

/** Whether the database's error is its word on the change itself, which trying again will not alter. */
export function isRefusal(cause: unknown): boolean {
  const code = (cause as { code?: string })?.code ?? ''
  if (!/^[0-9A-Z]{5}$/.test(code) || notOfTheChange.test(code)) return false
  return !['wrong_schema', 'unreachable'].includes(mapPostgresError(cause).code)
}
