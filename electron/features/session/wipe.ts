import { readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isTransient } from '#electron/postgres/errors.ts'
import { digestOf, readHeld } from '#electron/sync/ledger.ts'
import { pushAudit } from '#electron/sync/push.ts'
import type { Ask } from '#electron/vault/firm-keys.ts'
import { type BookSecrets, bookName, openSecrets } from '#electron/vault/secrets.ts'
import { answerWipeChallenge } from '#electron/vault/wipe-order.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { bookPath, type OpenBook } from './open-session.ts'
import type { PendingWipe, ProfileFile } from './profile.ts'
import type { SessionParts } from './session-service.ts'

/** What somebody reads whose laptop was wiped. */
export const wiped = new WorkstationError(
  'forbidden',
  'The firm has had the book on this laptop wiped, and what was not sent with it. Ask your administrator before you sign in again.',
)

interface WipeInput {
  readonly firm: Ask
  readonly opened: OpenBook
  readonly secrets: BookSecrets
  readonly login: string
  readonly parts: SessionParts
}

/**
 * Asks whether the firm ordered this laptop's wipe. If so, hands over the trail and notes the receipt before anything is
 * destroyed, so that it is not lost with the rest. No change is sent any more.
 *
 * @returns whether there is an order.
 */
export async function prepareWipe({ firm, opened, secrets, login, parts }: WipeInput): Promise<boolean> {
  const { cache, actor, audit } = opened
  const [order] = await firm.query(
    `SELECT wipe_envelope FROM app.devices WHERE id = $1 AND wipe_ordered_at IS NOT NULL AND wiped_at IS NULL`,
    [actor.deviceId],
  )
  if (!order) return false
  const held = await readHeld(cache)
  const { waiting, refused, conflicts } = await cache.run('countOutbox', null)
  const unsent = waiting + refused + conflicts
  const digest = digestOf(held)
  const reason = `By order of the firm: ${held.length} households (digest ${digest}) and ${unsent} unsent changes`
  await audit([{ type: 'sync', action: 'wipe', reason }])
    .then(() => pushAudit(firm, cache, actor.deviceId))
    .catch(stopOnlyOffline)
  const identity = await secrets.readIdentity()
  const envelope = order.wipe_envelope ?? null
  const pendingWipe: PendingWipe = {
    login,
    deviceId: actor.deviceId,
    challenge: envelope && identity ? await answerWipeChallenge(envelope, identity) : null,
    receipt: {
      households: held.length,
      digest,
      unsent,
      wipedAt: new Date(parts.ports.clock.now()).toISOString(),
    },
  }
  parts.profile.change({ pendingWipe })
  return true
}

/** A trail that the firm refuses, or that cannot be written any more, is no reason to keep the book. */
function stopOnlyOffline(error: unknown): void {
  if (isTransient(error)) throw error
}

/** Destroys key, identity, and every file of a book whose wipe was prepared, those set aside included. */
export async function finishWipe({ ports, options, profile }: SessionParts): Promise<void> {
  const pending = profile.read().pendingWipe
  if (!pending) return
  const name = bookName(options.policy.server, pending.login)
  const secrets = openSecrets(ports.keychain, ports.random, name)
  await secrets.forgetBook()
  await secrets.forgetPassword()
  const folder = dirname(bookPath(options.profileFolder, name))
  for (const file of readdirSync(folder).filter((entry) => entry.startsWith(`${name}.`))) {
    // Books are files, and what is kept of documents is a folder.
    rmSync(join(folder, file), { recursive: true })
  }
}

/** Hands over the receipt of a wipe, if there is one that the firm does not have yet. */
export async function acknowledgeWipe(database: Ask, profile: ProfileFile): Promise<void> {
  const pending = profile.read().pendingWipe
  if (!pending) return
  const { deviceId, receipt, challenge } = pending
  await database.query('SELECT app.acknowledge_wipe($1, $2, $3)', [deviceId, JSON.stringify(receipt), challenge])
  profile.change({ pendingWipe: null })
}
