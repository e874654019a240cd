import { create } from 'zustand'
import { onBookClosed } from '#renderer/data/session.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import type { VerificationOutcome } from './describe-verification.ts'

interface VerificationState {
  readonly running: boolean
  /** How the last one ended; null before the first. */
  readonly outcome: VerificationOutcome | null
}

/** The comparison of the whole book: it goes on while other screens are shown, and is forgotten with the book. */
export const useVerification = create<VerificationState>(() => ({ running: false, outcome: null }))

let latest = 0

/** Compares the whole book with the firm's. */
export async function verifyBook(): Promise<void> {
  latest += 1
  const mine = latest
  useVerification.setState({ running: true, outcome: null })
  const result = await runCommand('sync.verify', {}, { quiet: true })
  // Another book may be open by now.
  if (mine !== latest) return
  const outcome = result.ok
    ? ({ ok: true, verified: result.value } as const)
    : ({ ok: false, message: result.error.message } as const)
  useVerification.setState({ running: false, outcome })
}

onBookClosed(() => {
  latest += 1
  useVerification.setState(useVerification.getInitialState(), true)
})
