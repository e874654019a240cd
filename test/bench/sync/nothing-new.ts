import { createScratchDatabase, type ScratchCluster, startScratchCluster } from '#build/database/scratch.ts'
import { startPostgresNetwork } from '#test/support/postgres-proxy.ts'
import { createSmallFirm } from '#test/support/small-firm.ts'
import { createLaptop } from '#test/support/workstation.ts'
import { type BenchPart, medianOf, roundTo } from '../part.ts'

const ROUNDS = 101

/** Tasks of the adviser's book, and of all other books together. */
const SIZES = {
  'small book, small firm': { book: 500, firm: 500 },
  'large book, small firm': { book: 20_000, firm: 500 },
  'small book, large firm': { book: 500, firm: 100_000 },
} as const
type Size = keyof typeof SIZES

interface Measured {
  sync(): Promise<void>
  takeQuestions(): number
  close(): Promise<void>
}

/** What a round costs in which nothing is new: questions counted in front of the server, milliseconds by turns. */
export const measureNothingNew: BenchPart = async (say) => {
  const { cluster, stop } = await startScratchCluster()
  const laptops = new Map<Size, Measured>()
  try {
    for (const size of Object.keys(SIZES) as Size[]) {
      say(`filling: ${size}`)
      laptops.set(size, await openLaptop(cluster, SIZES[size]))
    }
    say(`${ROUNDS} rounds, by turns`)
    return await measure(laptops)
  } finally {
    for (const laptop of laptops.values()) await laptop.close()
    await stop()
  }
}

async function openLaptop(cluster: ScratchCluster, rows: { book: number; firm: number }): Promise<Measured> {
  const firm = await createSmallFirm(await createScratchDatabase(cluster))
  const mine = await firm.insertHousehold()
  const others = await firm.insertHousehold({ advisorId: firm.colleague.id })
  for (const [householdId, ownerId, count] of [
    [mine, firm.adviser.id, rows.book],
    [others, firm.colleague.id, rows.firm],
  ] as const) {
    await firm.query(
      `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
       SELECT gen_random_uuid(), $1, 'Task ' || n, $2, 'low', 'open' FROM generate_series(1, $3::integer) AS n`,
      [householdId, ownerId, count],
    )
  }
  await firm.query('ANALYZE')
  const network = await startPostgresNetwork(firm.database)
  const laptop = createLaptop(firm)
  const workstation = await laptop.start({ port: network.port })
  await workstation.signIn(firm.adviser)
  await workstation.sync()
  return {
    sync: () => workstation.sync(),
    takeQuestions: () => network.takeQuestions(),
    async close() {
      await workstation.stop()
      laptop.remove()
      await network.close()
      await firm.close()
    },
  }
}

async function measure(laptops: ReadonlyMap<Size, Measured>) {
  const times = new Map<Size, number[]>()
  const questions = new Map<Size, number>()
  // Connections of which the others' filling took long were given back: getting one anew is no part of a round.
  for (const laptop of laptops.values()) await laptop.sync()
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [size, laptop] of laptops) {
      // What the scheduler asked by itself while another laptop had its turn is no part of this round.
      laptop.takeQuestions()
      const began = performance.now()
      await laptop.sync()
      times.set(size, [...(times.get(size) ?? []), performance.now() - began])
      questions.set(size, Math.max(questions.get(size) ?? 0, laptop.takeQuestions()))
    }
  }
  const of = (size: Size) => medianOf(times.get(size) ?? [])
  const small = of('small book, small firm')
  const sizes = [...laptops.keys()]
  const figures = Object.fromEntries([
    ...sizes.map((size) => [`${size} (ms)`, roundTo(of(size), 2)]),
    ['most questions of a round', Math.max(...questions.values())],
  ]) as Record<string, number>
  return {
    figures,
    ratios: {
      'large book over small': roundTo(of('large book, small firm') / small, 2),
      'large firm over small': roundTo(of('small book, large firm') / small, 2),
    },
    limits: { 'most questions of a round': 1, 'large book over small': 1.25, 'large firm over small': 1.25 },
  }
}
