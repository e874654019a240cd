// npm run bench -- book [--households N] [--json FILE]
// How the screens' questions and the first sync behave as the book grows: every question is asked of a small and of a
// large book in one run, and the ratio says more than the milliseconds.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ensureFirm } from '#build/commands/ensure-firm.ts'
import { say } from '#build/commands/processes.ts'
import { createScratchDatabase, startScratchCluster } from '#build/database/scratch.ts'
import { DEMO_PASSWORD, DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { createLaptop, type Workstation } from '#test/support/workstation.ts'

const { values } = parseArgs({ options: { households: { type: 'string', default: '240' }, json: { type: 'string' } } })
const ROUNDS = 15

interface Figures {
  readonly households: number
  readonly rows: number
  readonly firstSyncRowsPerSecond: number
  /** Medians in milliseconds. */
  readonly medians: Readonly<Record<string, number>>
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
const round = (number: number) => Math.round(number * 10) / 10

async function timeMedian(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < ROUNDS; index += 1) {
    const began = performance.now()
    await ask()
    times.push(performance.now() - began)
  }
  return round(median(times))
}

async function askEverything(workstation: Workstation): Promise<Record<string, number>> {
  const { rows } = await workstation.call('households.list', {})
  const [meeting] = await workstation.call('meetings.list', {})
  const householdId = meeting?.householdId ?? rows[0]?.id ?? ''
  return {
    'list of households': await timeMedian(() => workstation.call('households.list', {})),
    'list, searched': await timeMedian(() => workstation.call('households.list', { search: 'ma' })),
    'search everything': await timeMedian(() => workstation.call('households.search', { text: 'ma' })),
    'household page': await timeMedian(() => workstation.call('households.get', { householdId })),
    'meeting pack': await timeMedian(() => workstation.call('meetings.pack', { meetingId: meeting?.id ?? '' })),
    'sync with nothing new': await timeMedian(() => workstation.sync()),
  }
}

async function measure(households: number): Promise<Figures> {
  const { cluster, stop } = await startScratchCluster()
  const database = await createScratchDatabase(cluster)
  const laptop = createLaptop({ database })
  try {
    const server = { ...cluster, stop: async () => undefined }
    await ensureFirm(server, { households, database: database.database, say: () => undefined })
    const workstation = await laptop.start()
    const began = performance.now()
    await workstation.signIn({ ...DEMO_USERS[0], password: DEMO_PASSWORD })
    const seconds = (performance.now() - began) / 1000
    const { rowsSynced } = await workstation.call('sync.status', {})
    const medians = await askEverything(workstation)
    await workstation.stop()
    return { households, rows: rowsSynced, firstSyncRowsPerSecond: Math.round(rowsSynced / seconds), medians }
  } finally {
    laptop.remove()
    await stop()
  }
}

const large = Number(values.households)
const small = Math.max(10, Math.round(large / 4))
const figures = [await measure(small), await measure(large)] as const
for (const { households, rows, firstSyncRowsPerSecond } of figures) {
  say(`${households} households: ${rows} rows, first sync ${firstSyncRowsPerSecond} rows per second`)
}
const ratios = Object.fromEntries(
  Object.entries(figures[1].medians).map(([name, time]) => [name, round(time / (figures[0].medians[name] || 0.1))]),
)
for (const [name, ratio] of Object.entries(ratios)) {
  say(`${name.padEnd(24)} ${figures[0].medians[name]} → ${figures[1].medians[name]} ms, ratio ${ratio}`)
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ figures, ratios }, null, 2)}\n`)
