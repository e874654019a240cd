import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import type { Log, LogFields } from './ports.ts'

/** Names of fields that may reach the log. Everything else is dropped at the sink, whoever passes it. */
const allowed = new Set([
  'channel',
  'code',
  'error',
  'count',
  'attempt',
  'durationMs',
  'phase',
  'table',
  'rows',
  'sqlState',
  'version',
  'cipher',
  'state',
])

function keepAllowed(fields: LogFields = {}): LogFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => allowed.has(name)))
}

/** A log of events and counts below the profile folder; never a client's data. */
export function createFileLog(profileFolder: string): Log {
  const folder = join(profileFolder, 'logs')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = pino.destination({ dest: join(folder, 'workstation.log'), sync: true, mode: 0o600 })
  // What cannot be written (a full disk) is lost; without a listener it would stop the work that is logged.
  file.on('error', () => undefined)
  const sink = pino({ base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, file)
  return {
    info: (event, fields) => sink.info(keepAllowed(fields), event),
    warn: (event, fields) => sink.warn(keepAllowed(fields), event),
    error: (event, fields) => sink.error(keepAllowed(fields), event),
  }
}
