import { randomBytes, randomInt } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { writeExport } from './export-files.ts'
import { createKeychain } from './keychain.ts'
import { createFileLog } from './log.ts'
import type { Clock, Ids, Ports, Random } from './ports.ts'

export interface NodePortsOptions {
  /** Where the log goes; below the profile. */
  readonly profileFolder: string
  /** Name under which the keychain keeps this profile's secrets. */
  readonly service: string
}

/** The real world, except dialogs, which belong to whatever shows windows. */
export function createNodePorts(options: NodePortsOptions): Omit<Ports, 'dialogs'> {
  return {
    clock: systemClock,
    ids: systemIds,
    random: systemRandom,
    keychain: createKeychain(options.service),
    log: createFileLog(options.profileFolder),
    files: { writeExport },
  }
}

export const systemRandom: Random = {
  bytes: (length) => new Uint8Array(randomBytes(length)),
  unit: () => randomInt(2 ** 32) / 2 ** 32,
}

export const systemIds: Ids = { next: () => uuidv7() }

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}
