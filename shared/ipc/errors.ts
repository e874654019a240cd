/**
 * The closed list of what can go wrong, with the sentence shown where the thrower gave none better.
 * Every sentence says what to do next.
 */
export const errorMessages = {
  bad_input: 'Something entered is not valid. Correct the marked fields and try again.',
  not_signed_in: 'Sign in to continue.',
  forbidden: 'Your role does not allow this. Ask your administrator if you need it.',
  not_found: 'This is not in your book. It may have been removed or reassigned; go back and refresh the list.',
  offline: 'This needs the firm’s database, and the network is gone. Try again when you are back online.',
  conflict: 'Somebody else changed the same thing. Open the sync page and decide which version is kept.',
  refused: 'The firm’s database refused this change. Open the sync page to see why; nothing you typed is lost.',
  wrong_password: 'The login or the password is wrong. Check both, or ask your administrator to reset the password.',
  unreachable:
    'The firm’s database cannot be reached. Check the network or VPN; what you save here is kept and sent later.',
  certificate:
    'The firm’s database did not prove its identity. Do not sign in elsewhere; tell IT that its certificate must be renewed.',
  wrong_schema:
    'This workstation does not match the firm’s database. Ask IT to update the workstation or run the pending migrations.',
  cache_unreadable:
    'The encrypted book on this laptop cannot be opened. It was set aside untouched; sign in to load the book again, and ask IT to recover unsent changes.',
  file_unreadable:
    'The copy of this file on this laptop cannot be opened. If the firm has it, it is fetched again with the next sync; tell IT if it persists.',
  copied_book:
    'This book is a copy, or was restored from a backup, and the firm has met a newer one. It goes on as a book of its own; nothing you saved is lost.',
  book_in_use:
    'The workstation is already running with this book. Go on in the window that is open, or close it and try again.',
  disk_full: 'The disk is full. Free some space and try again; everything already saved is safe.',
  keychain:
    'The system keychain is not available, and secrets are kept nowhere else. Unlock it, or ask IT to set one up.',
  lease_ended:
    'This laptop has not contacted the firm for too long, so the book stays closed. Connect to the network and sign in.',
  internal: 'Something went wrong inside the workstation. Try again; if it persists, tell IT the time it happened.',
} as const

export type ErrorCode = keyof typeof errorMessages

/** An error meant for people: a code of the closed list and one sentence that says what to do. */
export class WorkstationError extends Error {
  readonly code: ErrorCode
  readonly details: unknown

  constructor(code: ErrorCode, message: string = errorMessages[code], details?: unknown, options?: ErrorOptions) {
    super(message, options)
    this.name = 'WorkstationError'
    this.code = code
    this.details = details
  }
}
