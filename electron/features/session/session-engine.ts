import type { SessionUser } from '#electron/ipc/handlers.ts'
import type { Credentials } from '#electron/postgres/connection.ts'
import { SyncEngine, type SyncEngineOptions } from '#electron/sync/engine.ts'
import type { FirmLine } from '#electron/sync/firm-line.ts'
import { decideSaving, followNetwork, type NetworkFollower } from '#electron/sync/follow-network.ts'
import type { DeviceKeys } from '#electron/vault/device-keys.ts'
import type { BookSecrets } from '#electron/vault/secrets.ts'
import type { WorkstationError } from '#shared/ipc/errors.ts'
import { admitDevice, identify, type OpenBook, openLine } from './open-session.ts'
import { requireLease } from './require-lease.ts'
import { scopeEntries } from './scope-entries.ts'
import type { SessionParts } from './session-service.ts'
import { acknowledgeWipe, finishWipe, prepareWipe, wiped } from './wipe.ts'

interface EngineInput {
  readonly credentials: Credentials
  readonly secrets: BookSecrets
  readonly opened: OpenBook
  readonly keys: DeviceKeys
  /** Enough of the book is here to work with it. */
  readonly ready: boolean
  /** Closes the book for a reason that the person reads, then does what has to follow. @throws the reason. */
  readonly shut: (reason: WorkstationError, then?: () => Promise<void>) => never
  /** The book turned out to be damaged, or a copy of one that the firm knows. */
  readonly recover: (found: 'damaged' | 'copied') => void
  readonly onStatus: SyncEngineOptions['onStatus']
}

/** The engine that keeps a signed-in person's book in step. */
export function createSessionEngine(parts: SessionParts, input: EngineInput): SyncEngine {
  const { opened, keys, ready, onStatus, recover } = input
  const { cache, actor, audit } = opened
  const { ports, options, emit } = parts
  return new SyncEngine({
    ...ports,
    cache,
    ready,
    pollMilliseconds: options.policy.sync.pollSeconds * 1000,
    connect: (abandon) => connect(parts, input, abandon),
    onStatus,
    onBookChanged: (tables) => emit('book.changed', { tables, householdIds: [] }),
    onScopeChanged: (purged, gained) => audit(scopeEntries(purged, gained)),
    record: audit,
    onContact: (firm, keyGrants) => keys.refresh(firm, actor.deviceId, keyGrants),
    onUnreadable: () => recover('damaged'),
    onCopied: () => recover('copied'),
  })
}

/** Has the engine sync, or spare, as the network, the policy, and the person want it. */
export function followSessionNetwork({ ports, options, profile }: SessionParts, engine: SyncEngine): NetworkFollower {
  const savesData = (metered: boolean | null) =>
    decideSaving(profile.read().settings.saveData, options.policy.sync.onMetered, metered)
  return followNetwork({ network: ports.network, clock: ports.clock, engine, savesData })
}

/**
 * Asks the firm who somebody is; the receipt of a wipe is handed over with it, if one is due.
 *
 * @throws WorkstationError as `identify` says.
 */
export function identifyPerson({ options, profile }: SessionParts, credentials: Credentials): Promise<SessionUser> {
  return identify(options, credentials, (database) => acknowledgeWipe(database, profile))
}

async function connect(parts: SessionParts, input: EngineInput, abandon: AbortSignal): Promise<FirmLine> {
  const { credentials, secrets, opened, shut } = input
  const { ports, options } = parts
  const connecting = { ports, options, credentials, secrets, opened, abandon }
  const firm = await openLine(connecting).catch(async (error) => {
    // Without the firm the lease decides, while the book is open as well.
    await requireLease(opened, parts).catch((ended) => {
      // That the instant could not be kept closes no book that is open.
      if ((ended as WorkstationError).code === 'lease_ended') shut(ended)
    })
    throw error
  })
  if (await prepareWipe({ firm, opened, secrets, login: credentials.login, parts })) {
    await firm.end()
    shut(wiped, () => carryOutWipe(parts, credentials))
  }
  return admitDevice(firm, connecting)
}

/** Carries out a wipe that was prepared, and hands the receipt over; what a cut leaves undone the next start does. */
async function carryOutWipe(parts: SessionParts, credentials: Credentials): Promise<void> {
  await finishWipe(parts)
  await identifyPerson(parts, credentials)
}
