import { formatInstant } from '#renderer/ui/dates.ts'
import { formatCount } from '#renderer/ui/money.ts'
import type { VerifiedBook } from '#shared/ipc/sync.ts'

/** How a comparison of the whole book ended. */
export type VerificationOutcome =
  | { readonly ok: true; readonly verified: VerifiedBook }
  | { readonly ok: false; readonly message: string }

/**
 * What was compared, what was repaired, and as of when; or why nothing was.
 *
 * @param asOf the instant that the book shows.
 */
export function describeVerification(outcome: VerificationOutcome, asOf: string | null): string {
  if (!outcome.ok) {
    const since = asOf === null ? '' : ` Your book is as of ${formatInstant(asOf)}, and stays as it is.`
    return `The book could not be compared to its end. ${outcome.message}${since}`
  }
  const { households, rows, repaired, at } = outcome.verified
  const of = `${count(rows, 'row', 'rows')} of ${count(households, 'household', 'households')} and of the firm’s tables`
  const when = `as of ${formatInstant(at)}`
  if (repaired === 0) return `Nothing differs: ${of} are here as the firm’s database has them, ${when}.`
  const parts = repaired === 1 ? '1 part differed and was' : `${formatCount(repaired)} parts differed and were`
  return `${of} were compared: ${parts} fetched anew, and all agree now, ${when}. The trail says which.`
}

function count(amount: number, one: string, many: string): string {
  return `${formatCount(amount)} ${amount === 1 ? one : many}`
}
