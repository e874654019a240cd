import { create } from 'zustand'
import { mayDo, type Permission, seesWholeFirm } from '#shared/domain/permissions.ts'
import type { SessionStatus } from '#shared/ipc/session.ts'

interface SessionState {
  /** Null until the main process has said it. */
  readonly status: SessionStatus | null
}

export const useSession = create<SessionState>(() => ({ status: null }))

export function setSession(status: SessionStatus): void {
  useSession.setState({ status })
}

/** @returns whether the person signed in may try this; the database decides in the end. */
export function useMay(permission: Permission): boolean {
  return useSession(({ status }) => status?.user != null && mayDo(status.user.role, permission))
}

/** @returns whether the person signed in works on the whole firm: what is shown is read live, and nothing of it is kept here. */
export function useFirmWide(): boolean {
  return useSession(({ status }) => status?.user != null && seesWholeFirm(status.user.role))
}

/** Runs when the person signed in changes or leaves, so that nothing of one book is shown to another person. */
export function onBookClosed(forget: () => void): void {
  useSession.subscribe(({ status }, before) => {
    const previous = before.status?.user?.id
    if (previous !== undefined && previous !== status?.user?.id) forget()
  })
}
