import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type CacheDatabase, openCacheForReading } from '#electron/cache/open-cache.ts'
import type { SmallFirm } from './small-firm.ts'

const script = fileURLToPath(new URL('./laptop-process.ts', import.meta.url))

export interface LaptopRun {
  /** Ids of the tasks that the process said it had saved. */
  readonly saved: readonly string[]
  /** Titles of the files that it said it had filed. */
  readonly filed: readonly string[]
  readonly milliseconds: number
  readonly killed: boolean
}

/** When a process is killed: so many milliseconds after its start, or after it says that it is in a phase. */
export interface Death {
  readonly phase: 'start' | 'first_sync' | 'pulling' | 'pushing' | 'capturing'
  readonly after: number
}

export interface LaptopWork {
  readonly tasks: number
  readonly files: number
}

/** A laptop whose workstation is a process of its own, to be killed for good. */
export interface KillableLaptop {
  /** Runs it to its end, or to its death: it opens its book, adds tasks and files, and syncs. */
  run(work: LaptopWork, death: Death | null): Promise<LaptopRun>
  /** Looks into the book that a process left behind; null where it had come to none. */
  read<T>(look: (db: CacheDatabase) => T): T | null
}

export function createKillableLaptop(firm: SmallFirm, folder: string, householdId: string): KillableLaptop {
  const [profile, keychain, policy] = ['profile', 'keychain.json', 'policy.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const { host, port, database, caFile } = firm.database
  writeFileSync(policy, JSON.stringify({ server: { host, port, database, caFile }, sync: { pollSeconds: 3600 } }))
  const parameters = [
    script,
    `--profile=${profile}`,
    `--policy=${policy}`,
    `--keychain=${keychain}`,
    `--login=${firm.adviser.login}`,
    `--password=${firm.adviser.password}`,
    `--household=${householdId}`,
  ]
  return {
    run: ({ tasks, files }, death) => runProcess([...parameters, `--tasks=${tasks}`, `--files=${files}`], death),
    read(look) {
      const books = join(profile, 'books')
      const file = existsSync(books) ? readdirSync(books).find((entry) => entry.endsWith('.db')) : undefined
      if (file === undefined) return null
      const secrets = JSON.parse(readFileSync(keychain, 'utf8')) as Record<string, string>
      const key = Object.entries(secrets).find(([account]) => account.startsWith('cache-key:'))?.[1] ?? ''
      const db = openCacheForReading({ path: join(books, file), key: Buffer.from(key, 'hex'), cipher: 'aegis256' })
      try {
        return look(db)
      } finally {
        db.close()
      }
    },
  }
}

function runProcess(parameters: readonly string[], death: Death | null): Promise<LaptopRun> {
  const began = performance.now()
  const child = spawn(process.execPath, parameters)
  const saved: string[] = []
  const filed: string[] = []
  const begins = death?.phase === 'capturing' ? 'piece ' : `progress ${death?.phase} `
  let errors = ''
  child.stderr.on('data', (data) => {
    errors += String(data)
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('saved ')) saved.push(line.slice(6))
    if (line.startsWith('filed ')) filed.push(line.slice(6))
    if (line.startsWith(begins)) dieSoon()
  })
  let timer: NodeJS.Timeout | null = null
  function dieSoon(): void {
    timer ??= setTimeout(() => child.kill('SIGKILL'), death?.after)
  }
  if (death?.phase === 'start') dieSoon()
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (timer) clearTimeout(timer)
      if (code !== 0 && signal !== 'SIGKILL') reject(new Error(errors))
      else resolve({ saved, filed, milliseconds: performance.now() - began, killed: signal === 'SIGKILL' })
    })
  })
}
