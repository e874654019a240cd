import { askLaptop, booleansPlugin } from '#electron/cache/book-dialect.ts'
import { type Credentials, type FirmDatabase, openFirmDatabase } from '#electron/postgres/connection.ts'
import { type FirmBook, openFirmBook } from '#electron/postgres/firm-book.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'
import type { OpenBook } from './open-session.ts'
import type { SessionParts } from './session-service.ts'

/** Longer than any question of a screen takes; a network that is gone without a word is noticed after it. */
const ANSWER_MILLISECONDS = 15_000
/** Whoever signs out does not wait for a network that is gone. */
const CLOSE_MILLISECONDS = 1_000
/** A screen asks several things at once, each in a unit of work of its own. */
const CONNECTIONS = 4

/** The firm's database as somebody reads it who works on the whole firm. */
export interface LiveFirm extends FirmBook {
  /** @returns whether the firm is reached again after it was not, so that what is on screen wants to be asked anew. */
  cameBack(connection: SyncStatus['connection']): boolean
  end(): Promise<void>
}

/** Opens it when it is first asked, and again after a loss; as the person's own login, so that the database decides. */
export function openLiveFirm(
  { options, ports }: SessionParts,
  credentials: Credentials,
  { cache }: OpenBook,
): LiveFirm {
  let opening: Promise<FirmDatabase> | null = null
  const database = () => {
    const patience = { connections: CONNECTIONS, answerMilliseconds: ANSWER_MILLISECONDS }
    opening ??= openFirmDatabase(options.policy.server, credentials, patience).catch((error) => {
      opening = null
      throw error
    })
    return opening
  }
  let wasOffline = false
  return {
    cameBack(connection) {
      const isBack = wasOffline && connection === 'online'
      wasOffline = connection === 'offline' || (wasOffline && !isBack)
      return isBack
    },
    ...openFirmBook({ database, askLaptop: askLaptop(cache), plugins: [booleansPlugin] }),
    end: async () => {
      const open = await opening?.catch(() => null)
      opening = null
      let cancel: () => void = () => undefined
      const cut = new Promise<void>((resolve) => {
        cancel = ports.clock.after(CLOSE_MILLISECONDS, resolve)
      })
      await Promise.race([open?.end(), cut])
      cancel()
    },
  }
}
