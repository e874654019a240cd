import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface ServerFacts {
  readonly majorVersion: string
  /** What initdb is told so that text sorts by code point, the same on every machine. */
  readonly localeOptions: readonly string[]
}

/**
 * The PostgreSQL servers that a database folder can be run by: the one from the registry, and the oldest version that
 * a firm may have, as Debian 12 ships it.
 */
export const servers = {
  embedded: {
    majorVersion: '18',
    localeOptions: ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8'],
  },
  // Before 17 there is no built-in provider, so the C library's locale of the same order takes its place.
  'debian-15': { majorVersion: '15', localeOptions: ['--locale=C.UTF-8', '--encoding=UTF8'] },
} as const satisfies Record<string, ServerFacts>

export type ServerName = keyof typeof servers

/** @returns the server that made a cluster; the embedded one when there is no cluster yet. */
export function serverOfCluster(cluster: string): ServerName {
  const file = join(cluster, 'PG_VERSION')
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
  return version === servers['debian-15'].majorVersion ? 'debian-15' : 'embedded'
}
