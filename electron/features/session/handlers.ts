import type { OpenHandlers } from '#electron/ipc/router.ts'
import type { SessionService } from './session-service.ts'

type SessionHandlers = Pick<OpenHandlers, 'session.status' | 'session.signIn' | 'session.signOut'>

export function createSessionHandlers(service: SessionService): SessionHandlers {
  return {
    'session.status': async () => service.status(),
    'session.signIn': ({ login, password }) => service.signIn(login, password),
    'session.signOut': () => service.signOut(),
  }
}
