import { existsSync, mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { BackendOptions } from '#electron/backend.ts'
import { openBook } from '#electron/cache/book-dialect.ts'
import { type CachePort, openCachePort } from '#electron/cache/cache-port.ts'
import type { ThreadLost } from '#electron/cache/cache-thread.ts'
import type { CommitRequest } from '#electron/cache/commit-change.ts'
import { mapCacheError } from '#electron/cache/errors.ts'
import type { Actor } from '#electron/cache/local-audit.ts'
import type { BookTables } from '#electron/cache/local-tables.ts'
import { setAside } from '#electron/cache/salvage.ts'
import type { LocalChange, SessionUser } from '#electron/ipc/handlers.ts'
import type { Ports } from '#electron/platform/ports.ts'
import { type Credentials, openFirmDatabase } from '#electron/postgres/connection.ts'
import { sqlStateOf } from '#electron/postgres/errors.ts'
import { checkSchemaVersion } from '#electron/postgres/schema-version.ts'
import { type FirmLine, openFirmLine } from '#electron/sync/firm-line.ts'
import { shutOut } from '#electron/sync/look.ts'
import { recipientOf } from '#electron/vault/age-envelope.ts'
import type { Ask } from '#electron/vault/firm-keys.ts'
import type { BookSecrets } from '#electron/vault/secrets.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'

/** One person's open book. */
export interface OpenBook {
  readonly cache: CachePort
  readonly book: Kysely<BookTables>
  readonly user: SessionUser
  readonly actor: Actor
  /** Writes events into this laptop's trail. */
  audit(entries: readonly AuditEntry[]): Promise<void>
}

export function bookPath(profileFolder: string, name: string): string {
  return join(profileFolder, 'books', `${name}.db`)
}

export interface OpenInput {
  readonly ports: Ports
  readonly options: BackendOptions
  readonly name: string
  readonly secrets: BookSecrets
  /** The person as the firm's database has them; null when opening without it, from what the book remembers. */
  readonly user: SessionUser | null
  /** The book was found damaged while open: set it aside and take over what can be read. */
  readonly damaged?: boolean
  /** The book was found to be a copy of another: it becomes a device of its own. */
  readonly copied?: boolean
  /** A read or a write met a damaged page. */
  readonly onUnreadable: () => void
}

/**
 * Opens or makes a person's encrypted book.
 *
 * @throws WorkstationError `keychain`, `disk_full`, or `not_signed_in` when the book does not know whose it is.
 */
export async function openPersonalBook(input: OpenInput): Promise<OpenBook> {
  const { ports, options, name } = input
  makeBooksFolder(options.profileFolder)
  const { cache: port, recovered } = await openFile(input, bookPath(options.profileFolder, name))
  const cache = watchCache(port, input.onUnreadable)
  try {
    if (recovered) await cache.run('writeValue', { name: 'recovered', value: recovered })
    const user = await rememberUser(cache, input.user)
    const person = { actorId: user.id, actorLogin: user.login, appVersion: options.appVersion }
    if (input.copied) {
      const actor: Actor = { ...person, deviceId: ports.ids.next() }
      await cache.run('renewIdentity', { actor, stamp: stamp(ports) })
    }
    const actor: Actor = { ...person, deviceId: await deviceIdOf(cache, ports) }
    const audit = (entries: readonly AuditEntry[]) =>
      cache.run('appendAudit', { actor, entries: entries.map((entry) => ({ ...entry, ...stamp(ports) })) })
    await tellRecovery(cache, audit)
    return { cache, book: openBook(cache), user, actor, audit }
  } catch (error) {
    await cache.close()
    throw error
  }
}

function makeBooksFolder(profileFolder: string): void {
  try {
    mkdirSync(join(profileFolder, 'books'), { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw mapCacheError(cause)
  }
}

/** The same port, telling when a page turns out to be damaged. */
function watchCache(port: CachePort, onUnreadable: () => void): CachePort {
  return {
    ...port,
    run: (operation, input) =>
      port.run(operation, input).catch((error: WorkstationError) => {
        if (error.code === 'cache_unreadable') onUnreadable()
        throw error
      }),
  }
}

/** Id and instant of an event or a change, from the ports. */
export function stamp(ports: Ports): { id: string; occurredAt: string } {
  return { id: ports.ids.next(), occurredAt: new Date(ports.clock.now()).toISOString() }
}

/** A change as the cache commits it. */
export function stampChange(ports: Ports, actor: Actor, change: LocalChange): CommitRequest {
  return {
    actor,
    mutations: change.mutations.map((mutation) => ({ mutation, mutationId: ports.ids.next(), ...stamp(ports) })),
    entries: (change.audit ?? []).map((entry) => ({ ...entry, ...stamp(ports) })),
  }
}

/** Opens the file; an unreadable one is set aside and a new one begun with whatever can be taken over. */
async function openFile(
  { ports, options, secrets, damaged }: OpenInput,
  path: string,
): Promise<{ cache: CachePort; recovered: string | null }> {
  const { cipher } = options.policy.cache
  const known = await secrets.readKey()
  const key = known ?? (await secrets.createKey())
  const file = { path, key, cipher }
  const tellLost: ThreadLost = (role, error) => ports.log.error('cache.thread_lost', { phase: role, error })
  const open = (salvageFrom?: string) =>
    openCachePort(options.cacheWorker, salvageFrom === undefined ? { file } : { file, salvageFrom }, { tellLost })
  if (known && !damaged) {
    try {
      return { cache: await open(), recovered: null }
    } catch (error) {
      if ((error as WorkstationError).code !== 'cache_unreadable') throw error
    }
  }
  if (!existsSync(path)) return { cache: await open(), recovered: null }
  const salvageFrom = setAside(path, ports.ids.next())
  ports.log.error('cache.set_aside', { code: known ? 'unreadable' : 'key_missing' })
  const cache = await open(salvageFrom)
  const { outbox = 0, audit = 0, trailWhole = false } = cache.salvaged ?? {}
  const recovered = `The book was unreadable and set aside; ${outbox} unsent changes and ${audit} events taken over${
    trailWhole ? '' : ', a new trail begun'
  }`
  return { cache, recovered }
}

/** A book begun after an unreadable one says so in its trail as soon as it knows whose it is. */
async function tellRecovery(cache: CachePort, audit: OpenBook['audit']): Promise<void> {
  const reason = await cache.run('readValue', { name: 'recovered' })
  if (!reason) return
  await audit([{ type: 'integrity', action: 'restore', reason }])
  await cache.run('writeValue', { name: 'recovered', value: '' })
}

async function rememberUser(cache: CachePort, user: SessionUser | null): Promise<SessionUser> {
  if (user) {
    await cache.run('writeValue', { name: 'user', value: JSON.stringify(user) })
    return user
  }
  const text = await cache.run('readValue', { name: 'user' })
  if (!text) {
    const recovered = await cache.run('readValue', { name: 'recovered' })
    throw new WorkstationError(recovered ? 'cache_unreadable' : 'not_signed_in')
  }
  return JSON.parse(text) as SessionUser
}

/** A device is one book file: a new file has a new trail, and so a new id. */
async function deviceIdOf(cache: CachePort, ports: Ports): Promise<string> {
  const known = await cache.run('readValue', { name: 'device_id' })
  if (known) return known
  const deviceId = ports.ids.next()
  await cache.run('writeValue', { name: 'device_id', value: deviceId })
  return deviceId
}

/**
 * Asks the firm who somebody is, once, as at the sign-in.
 *
 * @param greet what else is due at such a contact.
 * @throws WorkstationError `wrong_password`, `unreachable`, `certificate`, and as `admit` says.
 */
export async function identify(
  options: BackendOptions,
  credentials: Credentials,
  greet: (database: Ask) => Promise<void>,
): Promise<SessionUser> {
  const database = await openFirmDatabase(options.policy.server, credentials)
  try {
    const user = await admit(database)
    await greet(database)
    return user
  } finally {
    await database.end()
  }
}

/**
 * Checks that this workstation fits the firm's database and the firm knows the person.
 *
 * @throws WorkstationError `wrong_schema`, or `forbidden`.
 */
async function admit(database: Ask): Promise<SessionUser> {
  await checkSchemaVersion(database)
  const [row] = await database.query(
    'SELECT id, login, display_name, role, title FROM public.users WHERE id = app.user_id()',
  )
  if (!row) {
    throw new WorkstationError(
      'forbidden',
      'Your login works, but the firm’s database does not know you as a user. Ask your administrator to add you.',
    )
  }
  const { id, login, display_name, role, title } = row
  return { id, login, displayName: display_name, role, title } as SessionUser
}

/**
 * Tells the firm which laptop this is, and for whom keys for it are to be wrapped.
 *
 * @throws WorkstationError `forbidden` when it was revoked, `keychain`, or the driver's error.
 */
async function registerDevice(
  database: Ask,
  deviceId: string,
  appVersion: string,
  secrets: Pick<BookSecrets, 'ensureIdentity'>,
): Promise<void> {
  const recipient = await recipientOf(await secrets.ensureIdentity())
  const parameters = [deviceId, hostname(), appVersion, recipient]
  try {
    await database.query('SELECT audit.ensure_partitions(), app.register_device($1, $2, $3, $4)', parameters)
  } catch (error) {
    throw sqlStateOf(error) === '42501' ? shutOut(error) : error
  }
}

interface ConnectInput {
  readonly ports: Pick<Ports, 'log'>
  readonly options: BackendOptions
  readonly credentials: Credentials
  readonly secrets: Pick<BookSecrets, 'ensureIdentity'>
  readonly opened: Pick<OpenBook, 'cache' | 'actor'>
  /** Ends the line at once, whatever it waits for. */
  readonly abandon: AbortSignal
}

/**
 * Opens the line over which a book is synced.
 *
 * @throws WorkstationError as `openFirmLine` and `admit` say.
 */
export async function openLine({ ports, options, credentials, opened, abandon }: ConnectInput): Promise<FirmLine> {
  const { cache, actor } = opened
  const { server, documents } = options.policy
  const start = { server, documents, credentials, deviceId: actor.deviceId }
  const parts = { script: options.syncWorker, cache, log: ports.log, abandon }
  const firm = await openFirmLine(parts, start)
  return endingUnless(firm, () => admit(firm))
}

/**
 * Lets a laptop sync over a line.
 *
 * @returns the line, which is ended when the laptop may not.
 * @throws WorkstationError as `registerDevice` says.
 */
export function admitDevice(firm: FirmLine, { options, secrets, opened }: ConnectInput): Promise<FirmLine> {
  return endingUnless(firm, () => registerDevice(firm, opened.actor.deviceId, options.appVersion, secrets))
}

async function endingUnless(firm: FirmLine, work: () => Promise<unknown>): Promise<FirmLine> {
  try {
    await work()
    return firm
  } catch (error) {
    await firm.end()
    throw error
  }
}
