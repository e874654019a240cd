import { WorkstationError } from '#shared/ipc/errors.ts'

/** Somebody who signed in before and is refused now did not mistype. */
export function explainInSync(problem: WorkstationError): WorkstationError {
  if (problem.code !== 'wrong_password') return problem
  return new WorkstationError(
    'wrong_password',
    'The firm’s database no longer takes your password. Sign out and sign in with the new one, or ask your administrator; what you saved here is kept.',
    undefined,
    { cause: problem },
  )
}

/** Whatever keeps the firm from answering shows as offline; a refusal of one part does not. */
export function isOffline(problem: WorkstationError): boolean {
  return !['refused', 'disk_full', 'cache_unreadable'].includes(problem.code)
}
