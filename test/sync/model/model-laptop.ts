import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import type { CacheDatabase } from '#electron/cache/open-cache.ts'
import type { Ports } from '#electron/platform/ports.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'
import { withBook } from '#test/support/laptop-book.ts'
import { type PostgresNetwork, startPostgresNetwork } from '#test/support/postgres-proxy.ts'
import type { FirmUser } from '#test/support/small-firm.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'
import type { ModelFirm } from './model-firm.ts'
import type { Fault } from './operations.ts'
import { createTimers } from './timers.ts'

/** A laptop at the beginning of every history: signed in once, its book brought, switched off. */
export interface LaptopModel {
  readonly person: FirmUser
  readonly network: Network
  readonly wire: PostgresNetwork
  readonly kept: Laptop
}

/** A laptop of one history. Off the network but while it syncs. */
export interface ModelLaptop {
  readonly person: FirmUser
  /** Whether anything was done with it. */
  isUsed(): boolean
  /** The workstation, switched on. */
  open(): Promise<Workstation>
  /** Resolves when nothing is under way any more. @returns false when the book is closed. */
  settle(): Promise<boolean>
  /** Syncs over a network that may fail, and leaves it; a book that was closed is opened by signing in. */
  sync(fault: Fault | null): Promise<void>
  /** Syncs over a good network and stays on it, where nothing happens by itself either. */
  syncAndStay(): Promise<void>
  leave(): void
  restart(): Promise<void>
  /** Sets the clock so many years off. */
  setClock(years: number): void
  keepDisk(): Promise<void>
  /** @returns false when no copy was kept. */
  restoreDisk(): Promise<boolean>
  read<T>(read: (db: CacheDatabase) => T): T
  end(): Promise<void>
}

const YEAR_MILLISECONDS = 31_557_600_000

/** Ada's two, Ben's, and the assistant's. */
export async function prepareLaptops(firm: ModelFirm): Promise<LaptopModel[]> {
  const { ada, ben, cy } = firm.people
  const models: LaptopModel[] = []
  for (const person of [ada, ada, ben, cy]) {
    const wire = await startPostgresNetwork(firm.database)
    const network = await startNetwork({ host: '127.0.0.1', port: wire.port })
    const kept = createLaptop(firm)
    const workstation = await kept.start({ port: network.port })
    await workstation.signIn(person)
    await workstation.sync()
    await workstation.stop()
    models.push({ person, network, wire, kept })
  }
  return models
}

export async function endLaptops(models: readonly LaptopModel[]): Promise<void> {
  for (const { network, wire, kept } of models) {
    kept.remove()
    await network.close()
    await wire.close()
  }
}

/** What is on a disk, and in the keychain that belongs to it. */
interface Disk {
  readonly folder: string
  readonly secrets: ReadonlyMap<string, string>
}

function copyDisk(from: Disk, to: Laptop): void {
  rmSync(to.profileFolder, { recursive: true, force: true })
  cpSync(from.folder, to.profileFolder, { recursive: true })
  for (const [account, secret] of from.secrets) to.keychain.secrets.set(account, secret)
}

export function takeLaptop(firm: ModelFirm, model: LaptopModel): ModelLaptop {
  const { person, network, wire } = model
  const laptop = createLaptop(firm)
  let workstation: Workstation | null = null
  let offset = 0
  let hasDisk = false
  let used = false
  let backup: Disk | null = null
  const timers = createTimers()
  const now = () => Date.now() + offset
  const ports: Pick<Ports, 'clock' | 'ids'> = {
    clock: { now, after: timers.after },
    ids: { next: () => uuidv7({ msecs: now() }) },
  }
  network.cut()

  /** A history that does nothing with a laptop needs no disk for it. */
  function takeDisk(): void {
    if (!hasDisk) copyDisk({ folder: model.kept.profileFolder, secrets: model.kept.keychain.secrets }, laptop)
    hasDisk = true
  }
  async function open(): Promise<Workstation> {
    takeDisk()
    used = true
    workstation ??= await laptop.start({ port: network.port, ports })
    return workstation
  }
  async function stop(): Promise<void> {
    await workstation?.stop()
    workstation = null
  }
  async function syncAndStay(fault: Fault | null): Promise<void> {
    const opened = await open()
    network.restore()
    wire.restore()
    if (fault?.cut === 'bytes') network.become({ cutAfterBytes: fault.after })
    else if (fault) wire.breakAt({ at: fault.cut, nth: fault.nth, when: fault.when })
    const { state } = await opened.call('session.status', {})
    if (state === 'signed_out') await signIn(opened)
    const ok = (await settle(fault === null)) || fault !== null
    if (!ok) throw new Error('the book stays closed though the firm can be reached')
  }
  async function settle(isReached = false): Promise<boolean> {
    const opened = await open()
    const { state } = await opened.call('session.status', {})
    return timers.whileAwaited(async () => {
      // Not yet enough of the book is here for anybody to ask for a sync.
      if (state === 'opening') await untilThrough(opened, isReached)
      return (await opened.reply('sync.now', {})).ok
    })
  }
  /** Through may have come before anybody listens, and then nothing more is said. */
  async function untilThrough(opened: Workstation, isReached: boolean): Promise<void> {
    const isThrough = ({ phase, asOf, problem }: SyncStatus) =>
      phase === 'idle' && (asOf !== null || (problem !== null && !isReached))
    const through = opened.until('sync.changed', isThrough)
    if (!isThrough(await opened.call('sync.status', {}))) await through
  }
  /** A book whose lease ended opens again by signing in, which a bad network may keep from happening. */
  async function signIn(opened: Workstation): Promise<void> {
    const { login, password } = person
    await opened.reply('session.signIn', { login, password })
  }
  return {
    person,
    isUsed: () => used,
    open,
    settle: () => settle(),
    async sync(fault) {
      await syncAndStay(fault)
      network.cut()
    },
    syncAndStay: () => syncAndStay(null),
    leave: () => network.cut(),
    async restart() {
      await stop()
      await open()
    },
    setClock(years) {
      offset = years * YEAR_MILLISECONDS
    },
    async keepDisk() {
      takeDisk()
      const wasOn = workstation !== null
      await stop()
      if (backup) rmSync(backup.folder, { recursive: true, force: true })
      backup = { folder: mkdtempSync(join(tmpdir(), 'adviser-disk-')), secrets: new Map(laptop.keychain.secrets) }
      cpSync(laptop.profileFolder, backup.folder, { recursive: true })
      if (wasOn) await open()
    },
    async restoreDisk() {
      if (!backup) return false
      const wasOn = workstation !== null
      await stop()
      copyDisk(backup, laptop)
      if (wasOn) await open()
      return true
    },
    read: (read) => withBook(laptop, read),
    async end() {
      await stop()
      laptop.remove()
      if (backup) rmSync(backup.folder, { recursive: true, force: true })
    },
  }
}
