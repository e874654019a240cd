import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openCacheForReading } from '#electron/cache/open-cache.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

let firm: SmallFirm
let laptop: Laptop
let workstation: Workstation

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
})
beforeEach(async () => {
  laptop = createLaptop(firm)
  workstation = await laptop.start()
})
afterEach(async () => {
  await workstation.stop()
  laptop.remove()
  await firm.emptyBook()
})
afterAll(() => firm.close())

/** Where a word is left on the laptop: in the list of the index's words, and anywhere in the index's own bytes. */
function findTraces(word: string): { listed: number; stored: boolean } {
  const books = join(laptop.profileFolder, 'books')
  const file = readdirSync(books).find((entry) => entry.endsWith('.db')) ?? ''
  const key = [...laptop.keychain.secrets].find(([account]) => account.startsWith('cache-key:'))?.[1] ?? ''
  const db = openCacheForReading({ path: join(books, file), key: Buffer.from(key, 'hex'), cipher: 'aegis256' })
  const listed = db.prepare('SELECT count(*) FROM search_words WHERE term = ?').pluck().get(word) as number
  const blocks = db.prepare('SELECT block FROM search_index_data').pluck().all() as Buffer[]
  db.close()
  // A word that begins like the one before it is stored without that beginning.
  return { listed, stored: blocks.some((block) => block.includes(word.slice(3))) }
}

const titlesOf = async (text: string) => {
  const { hits, similar } = await workstation.call('households.search', { text })
  return { hits: hits.map(({ title }) => title), similar: similar.hits.map(({ title }) => title) }
}

test('a household that leaves takes its words out of the index, those it had under a former name too', async () => {
  await firm.insertHousehold({ name: 'Staying household' })
  const householdId = await firm.insertHousehold({ name: 'Quixotewitz household' })
  await workstation.signIn(firm.adviser)
  await firm.query(`UPDATE households SET name = 'Zanzibarski household' WHERE id = $1`, [householdId])
  await workstation.sync()
  const renamed = { found: await titlesOf('zanzibarksi'), present: findTraces('zanzibarski') }

  await firm.query('UPDATE households SET advisor_id = $2 WHERE id = $1', [householdId, firm.colleague.id])
  await workstation.sync()

  expect({
    renamed,
    found: await titlesOf('zanzibarksi'),
    present: findTraces('zanzibarski'),
    former: findTraces('quixotewitz'),
    others: findTraces('staying'),
  }).toEqual({
    renamed: {
      found: { hits: [], similar: ['Zanzibarski household'] },
      present: { listed: 1, stored: true },
    },
    found: { hits: [], similar: [] },
    present: { listed: 0, stored: false },
    former: { listed: 0, stored: false },
    others: { listed: 1, stored: true },
  })
})
