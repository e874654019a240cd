import Database from 'better-sqlite3-multiple-ciphers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CachePort } from '#electron/cache/cache-port.ts'
import { durableMigrations } from '#electron/cache/durable-tables.ts'
import { type CacheDatabase, rebuildBook } from '#electron/cache/open-cache.ts'
import { type OperationName, operations } from '#electron/cache/operations.ts'
import { SyncEngine } from '#electron/sync/engine.ts'
import type { FirmLine } from '#electron/sync/firm-line.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'

let engine: SyncEngine
let timers: { milliseconds: number; run: () => void }[]
/** What happened to the lines, in order. */
let story: string[]
let problems: Set<SyncStatus['problem']>
let statuses: number
/** How the next line's rounds go; `hangs` until it is abandoned. */
let nextRound: 'hangs' | 'goes through'
let nextConnect: 'hangs' | 'opens'

beforeEach(() => {
  timers = []
  story = []
  problems = new Set()
  statuses = 0
  nextRound = 'goes through'
  nextConnect = 'opens'
  engine = createEngine()
})
afterEach(async () => {
  const stopping = engine.stop()
  ring(5_000)
  await stopping
})

function createEngine(): SyncEngine {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  return new SyncEngine({
    cache: memoryCache(),
    clock: {
      now: () => 0,
      after(milliseconds, run) {
        const timer = { milliseconds, run }
        timers.push(timer)
        return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0)
      },
    },
    random: { bytes: (length) => new Uint8Array(length), unit: () => 0.5 },
    log,
    ready: true,
    pollMilliseconds: 15_000,
    connect: openLine,
    onStatus: ({ problem }) => {
      problems.add(problem)
      statuses += 1
    },
    onBookChanged: () => undefined,
    onScopeChanged: async () => undefined,
    onContact: async () => undefined,
    record: async () => undefined,
    onCopied: () => undefined,
    onUnreadable: () => undefined,
  })
}

/** A book that can be worked with. */
function memoryCache(): CachePort {
  const db: CacheDatabase = new Database(':memory:')
  for (const statement of durableMigrations.flat()) db.exec(statement)
  rebuildBook(db)
  operations.moveCursor(db, { snapshot: '7:7:', epoch: 'first', at: '2026-11-24T12:00:00.000Z' })
  const run = async (name: OperationName, input: never) => {
    // As an answer from another thread does, it comes with a later turn.
    await nextTurn()
    return operations[name](db as never, input)
  }
  return { run } as unknown as CachePort
}

/** Rejects when the line is ended, as whatever waits for a dead network does. */
function hang(abandon: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    abandon.addEventListener('abort', () => reject(new Error('cut')))
  })
}

async function openLine(abandon: AbortSignal): Promise<FirmLine> {
  story.push('connecting')
  if (nextConnect === 'hangs') await hang(abandon)
  abandon.addEventListener('abort', () => story.push('line ended'))
  return {
    query: async () => [],
    async runCycle(_watch, { reach }) {
      story.push(`round: ${reach}`)
      if (nextRound === 'hangs') await hang(abandon)
      story.push('through')
    },
    halt: () => void story.push('halt'),
    end: async () => undefined,
  }
}

function ring(milliseconds: number): void {
  for (const timer of timers.filter((waiting) => waiting.milliseconds === milliseconds)) timer.run()
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** Everything that can go on has gone on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await nextTurn()
}

test('a round that hangs on the old network is cut, and begins again over the new one without a word', async () => {
  nextRound = 'hangs'
  engine.wake('start')
  await settled()
  nextRound = 'goes through'

  engine.wake('network')
  await settled()

  expect({ story, problems: [...problems], timers: timers.map(({ milliseconds }) => milliseconds) }).toEqual({
    story: ['connecting', 'round: all', 'line ended', 'connecting', 'round: all', 'through'],
    problems: [null],
    timers: [15_000],
  })
})

test('a connection made on another network is not used again', async () => {
  engine.wake('start')
  await settled()

  engine.wake('resume')
  await settled()

  expect(story).toEqual(['connecting', 'round: all', 'through', 'line ended', 'connecting', 'round: all', 'through'])
})

test('a connection is used round after round', async () => {
  engine.wake('start')
  await settled()

  ring(15_000)
  await settled()

  expect(story).toEqual(['connecting', 'round: all', 'through', 'round: all', 'through'])
})

test('an end waits for an attempt to connect no longer than for a step', async () => {
  nextConnect = 'hangs'
  engine.wake('start')
  await settled()

  const stopping = engine.stop().then(() => story.push('stopped'))
  await settled()
  story.push('still waiting')
  ring(5_000)
  await stopping

  expect(story).toEqual(['connecting', 'still waiting', 'stopped'])
})

test('a person who asks while a round fails hears of the next one’s end', async () => {
  nextRound = 'hangs'
  engine.wake('start')
  await settled()
  nextRound = 'goes through'

  const asked = engine.settle()
  engine.wake('network')

  await expect(asked).resolves.toBeUndefined()
})

test('data that begins to cost something ends a round after the step at hand', async () => {
  nextRound = 'hangs'
  engine.wake('timer')
  await settled()

  engine.save(true)

  expect(story).toEqual(['connecting', 'round: all', 'halt'])
})

test('a round halted while it connects brings nothing', async () => {
  engine.wake('timer')
  engine.save(true)
  await settled()

  expect(story).toEqual(['connecting', 'round: edits', 'through'])
})

test('whoever looks at the status is told when it changes, and left alone when it does not', async () => {
  engine.wake('start')
  engine.save(false)
  await settled()
  const told = statuses

  await settled()

  expect({ wasTold: told > 0, toldLater: statuses - told }).toEqual({ wasTold: true, toldLater: 0 })
})
