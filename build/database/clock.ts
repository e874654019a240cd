import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Sets the clock that a server reads which was started under `clockEnvironment`, at once and while it runs. From then
 * on it goes on as clocks do.
 * @param utc such as `2027-01-31 23:59:58`, with a fraction of a second where it matters.
 */
export function writeClock(file: string, utc: string): void {
  const milliseconds = Date.parse(`${utc.replace(' ', 'T')}Z`)
  if (Number.isNaN(milliseconds)) throw new Error(`${utc} is not a time such as 2027-01-31 23:59:58`)
  const seconds = (milliseconds - Date.now()) / 1000
  // By another name first: the server reads the file at every look at the clock, and must never find half of it.
  const partial = `${file}.partial`
  writeFileSync(partial, `${seconds < 0 ? '' : '+'}${seconds.toFixed(3)}\n`)
  renameSync(partial, file)
}

/**
 * The environment under which a program, and all that it starts, takes the time from the file. Only the time of day is
 * another one: how long things last is left as it is.
 * @throws Error where there is no libfaketime.
 */
export function clockEnvironment(file: string): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: findLibrary(),
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    NO_FAKE_STAT: '1',
  }
}

function findLibrary(): string {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu')) : []
  const library = folders.map((name) => join('/usr/lib', name, 'faketime/libfaketime.so.1')).find(existsSync)
  if (library !== undefined) return library
  throw new Error('a server with a clock of its own needs libfaketime; on Debian, type: apt-get install libfaketime')
}
