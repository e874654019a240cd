// One first sync in a process of its own, so that its memory can be told:
//   node test/bench/sync/first-sync-process.ts --database=JSON --login=L --password=P --file=FILE --worker=FILE [--values]
// Prints a FirstSyncFigures as JSON.
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { openCachePort } from '#electron/cache/cache-port.ts'
import { openFirmDatabase } from '#electron/postgres/connection.ts'
import { runFirstSync } from '#electron/sync/first-sync.ts'
import { isReady } from '#electron/sync/is-ready.ts'
import { testId } from '#test/support/builders.ts'

export interface FirstSyncFigures {
  /** Until the book is whole and its file closed. */
  readonly milliseconds: number
  /** Until it could be worked with. */
  readonly readyMilliseconds: number
  readonly rows: number
  /** How often rows were said to have come. */
  readonly progressed: number
  readonly peakMegabytes: number
}

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: '' },
    login: { type: 'string', default: '' },
    password: { type: 'string', default: '' },
    file: { type: 'string', default: '' },
    worker: { type: 'string', default: '' },
    values: { type: 'boolean', default: false },
  },
})

const began = performance.now()
const database = await openFirmDatabase(JSON.parse(values.database), values)
const file = { path: values.file, key: new Uint8Array(32).fill(1), cipher: 'aegis256' } as const
const cache = await openCachePort(pathToFileURL(values.worker), { file })
let ready = Promise.resolve(0)
let rows = 0
let progressed = 0

const elapsed = () => Math.round(performance.now() - began)
const findReady = async (known: number) =>
  known === 0 && isReady(await cache.run('readLoadState', null)) ? elapsed() : known

await runFirstSync(
  database,
  cache,
  testId(1),
  {
    begun: () => undefined,
    progress: (_, came) => {
      rows += came
      if (came > 0) progressed += 1
      else ready = ready.then(findReady)
    },
    stopped: () => false,
  },
  { images: !values.values },
)
const readyMilliseconds = await ready
await cache.close()
const milliseconds = elapsed()
await database.end()

const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024)
const figures: FirstSyncFigures = { milliseconds, readyMilliseconds, rows, progressed, peakMegabytes }
process.stdout.write(`${JSON.stringify(figures)}\n`)
