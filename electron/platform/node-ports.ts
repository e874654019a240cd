import { writeExport } from './export-files.ts'
import { createKeychain } from './keychain.ts'
import { createFileLog } from './log.ts'
import { systemNetwork } from './network.ts'
import type { Ports } from './ports.ts'
import { systemClock, systemIds, systemRandom } from './system-ports.ts'

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
    network: systemNetwork,
  }
}
