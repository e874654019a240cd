import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createMemory } from '#electron/book-queries/recall.ts'
import { openBook } from '#electron/cache/book-dialect.ts'
import { openCachePort } from '#electron/cache/cache-port.ts'
import { openCache } from '#electron/cache/open-cache.ts'
import { householdsHandlers } from '#electron/features/households/handlers.ts'
import { createListsHandlers } from '#electron/features/lists/handlers.ts'
import type { CommandContext } from '#electron/ipc/handlers.ts'
import type { Ports } from '#electron/platform/ports.ts'
import { householdsChannels } from '#shared/ipc/households.ts'
import type { CallInput, ChannelName } from '#shared/ipc/index.ts'
import { bookTableNames } from '#shared/records/index.ts'
import { threads } from '#test/support/threads.ts'
import { type BenchPart, medianOf, roundTo } from '../part.ts'
import { fillLargeBook, idOf } from './large-book.ts'

const SMALL = 10_000
const LARGE = 100_000
const ROUNDS = 5
const NOW = '2026-11-24T12:00:00.000Z'

/**
 * The list of 100,000 households beside one of 10,000, and a household's page in either: over the cache's own threads, an
 * encrypted book, and the checks of what goes in and out. "After a change" is with nothing remembered of the book.
 */
export const measureHouseholdList: BenchPart = async (say) => {
  const small = await measure(SMALL, say)
  const large = await measure(LARGE, say)
  const ratios = Object.fromEntries(
    Object.entries(large).map(([name, time]) => [
      `${name}: ${LARGE} to ${SMALL}`,
      roundTo(time / Math.max(small[name] ?? 0, 0.01), 2),
    ]),
  )
  const figures = Object.fromEntries(Object.entries(large).map(([name, time]) => [`${name}, ${LARGE}`, time]))
  return {
    figures,
    ratios,
    limits: {
      // Ten times the households, ten times the work and a little for sorting; a page knows nothing of the others.
      [`the list after a change: ${LARGE} to ${SMALL}`]: 14,
      [`another page of the list: ${LARGE} to ${SMALL}`]: 2,
      [`household page: ${LARGE} to ${SMALL}`]: 2,
      [`the list after a change, ${LARGE}`]: 3000,
      [`another page of the list, ${LARGE}`]: 50,
    },
  }
}

async function measure(households: number, say: (line: string) => void): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'adviser-bench-'))
  try {
    say(`a book of ${households} households`)
    const file = { path: join(folder, 'book.db'), key: new Uint8Array(32).fill(7), cipher: 'aegis256' } as const
    const db = openCache(file)
    fillLargeBook(db, households)
    db.close()
    const cache = await openCachePort(threads.cacheWorker, { file })
    try {
      return await measureBook(createAsker(cache), households)
    } finally {
      await cache.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Asks as the router does, and forgets as it does when the book changes. */
function createAsker(cache: Awaited<ReturnType<typeof openCachePort>>) {
  const memory = createMemory()
  const written: Uint8Array[] = []
  const contextNow = () => ({ ...context, recall: memory.begin() }) as CommandContext
  const context = {
    book: openBook(cache),
    steady: <T>(reads: () => Promise<T>) => cache.steady(reads),
    ports: {
      clock: { now: () => Date.parse(NOW) },
      dialogs: { chooseSavePath: async () => '/tmp/list.csv' },
      files: { writeExport: async (_path: string, content: Uint8Array) => void written.push(content) },
    } as unknown as Ports,
  } as unknown as CommandContext
  const lists = createListsHandlers((operation, input) => cache.run(operation, input))
  type Handler = (context: CommandContext, input: unknown) => Promise<unknown>
  return {
    forget: () => memory.forget(bookTableNames),
    async ask<C extends ChannelName & keyof typeof householdsChannels>(channel: C, input: CallInput<C>) {
      const { input: takes, output } = householdsChannels[channel]
      const value = await (householdsHandlers[channel] as Handler)(contextNow(), takes.parse(input))
      return structuredClone(output.parse(value))
    },
    export: (question: CallInput<'households.ids'>) =>
      (lists['lists.exportCsv'] as Handler)(contextNow(), {
        list: { name: 'households', question: householdsChannels['households.ids'].input.parse(question), ids: null },
        purpose: 'measurement',
      }),
  }
}

type Asker = ReturnType<typeof createAsker>

async function measureBook({ ask, forget, export: write }: Asker, households: number) {
  const anew = (answer: () => Promise<unknown>) => async () => {
    forget()
    return answer()
  }
  const measureAnew = async (answer: () => Promise<unknown>) => {
    const before = process.threadCpuUsage()
    const wall = await timeMedian(anew(answer))
    const { user, system } = process.threadCpuUsage(before)
    return { wall, main: roundTo((user + system) / 1000 / ROUNDS, 1) }
  }
  const narrowed = { status: 'prospect', quality: 'below_80', sort: 'quality' } as const
  await ask('households.list', {})
  const list = await measureAnew(() => ask('households.list', {}))
  let place = 0
  return {
    'the list after a change': list.wall,
    'the main thread at work for it': list.main,
    'the list, narrowed by quality, after a change': await timeMedian(anew(() => ask('households.list', narrowed))),
    'the list, searched': await timeMedian(async () => {
      place += 1
      return ask('households.list', { search: `surname1${place}` })
    }),
    'the list, sorted by value': await timeMedian(async () => {
      place += 1
      return ask('households.list', { sort: 'marketValue', search: place % 2 === 0 ? 'household' : 'househol' })
    }),
    'another page of the list': await timeMedian(() => {
      place = (place * 7919 + 1000) % (households - 300)
      return ask('households.list', { offset: place, limit: 200 })
    }),
    'marking all': await timeMedian(() => ask('households.ids', {})),
    'the list as CSV': await timeMedian(() => write({}), 1),
    'household page': await timeMedian(() => ask('households.get', { householdId: idOf('households', 77) })),
  }
}

async function timeMedian(ask: () => Promise<unknown>, rounds = ROUNDS): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now()
    await ask()
    times.push(performance.now() - began)
  }
  return roundTo(medianOf(times), 1)
}
