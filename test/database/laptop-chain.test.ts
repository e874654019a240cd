import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChainLink, linkEvent, linkHash } from '#electron/audit/chain.ts'
import { verifyFirmChains } from '#electron/audit/firm-chains.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

const deviceId = '01900000-0000-7000-8000-0000000000d1'

let firm: SmallFirm
let adviser: pg.Client
let chain: ChainLink[]

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  adviser = await firm.connectAs(firm.adviser)
  await adviser.query(`SELECT app.register_device($1, 'laptop', 'test')`, [deviceId])
  chain = []
  for (let index = 1; index <= 5; index += 1) {
    chain.push(
      linkEvent(chain.at(-1) ?? null, {
        id: `01900000-0000-7000-8000-00000000000${index}`,
        occurredAt: '2026-11-22T09:00:00.000Z',
        deviceId,
        actorId: firm.adviser.id,
        actorLogin: firm.adviser.login,
        appVersion: 'test',
        type: 'data',
        action: 'read',
        table: 'households',
        rowId: null,
        householdId: null,
        changes: null,
        reason: `Müller’s ${index}`,
      }),
    )
  }
})
afterAll(async () => {
  await adviser.end()
  await firm.close()
})

async function send(links: readonly ChainLink[]): Promise<string> {
  const events = links.map(({ payload, previousHash, hash }) => ({ payload, previousHash, hash }))
  try {
    const { rows } = await adviser.query('SELECT audit.append_laptop_events($1, $2) AS last', [
      deviceId,
      JSON.stringify(events),
    ])
    return `up to ${rows[0].last}`
  } catch (error) {
    return (error as { code: string }).code
  }
}

const changed = (link: ChainLink, reason: string): ChainLink => {
  const payload = link.payload.replace(/Müller’s \d/, reason)
  return { ...link, payload, hash: linkHash(link.previousHash, payload) }
}

/** The same event with another number, and a hash that fits. */
const renumbered = (link: ChainLink, sequence: number): ChainLink => {
  const payload = link.payload.replace(`"sequence":${link.sequence}`, `"sequence":${sequence}`)
  return { ...link, payload, hash: linkHash(link.previousHash, payload) }
}

test('the server takes a chain in order and once, and refuses one that was cut, changed, or signed by another', async () => {
  const [first, second, third, fourth, fifth] = chain as [ChainLink, ChainLink, ChainLink, ChainLink, ChainLink]

  const answers = {
    begun: await send([first, second]),
    repeated: await send([first, second]),
    cut: await send([fourth]),
    skipped: await send([renumbered(third, 9)]),
    wrongHash: await send([{ ...third, payload: third.payload.replace('Müller', 'Miller') }]),
    rewrittenPast: await send([changed(second, 'other')]),
    whole: await send([third, fourth, fifth]),
  }
  const elsewhere = await firm.connectAs(firm.colleague)
  const byAnother = await elsewhere
    .query('SELECT audit.append_laptop_events($1, $2)', [deviceId, '[]'])
    .catch((error: { code: string }) => error.code)
  await elsewhere.end()

  expect({ ...answers, byAnother }).toEqual({
    begun: 'up to 2',
    repeated: 'up to 2',
    cut: 'AW001',
    skipped: 'AW001',
    wrongHash: 'AW001',
    rewrittenPast: 'AW001',
    whole: 'up to 5',
    byAnother: '42501',
  })
})

test('the walk over the firm’s copy passes, and names an event that a superuser changed, and a tail that was cut off', async () => {
  const query = async (text: string, values: readonly unknown[] = []) => (await adviser.query(text, [...values])).rows
  const whole = await verifyFirmChains({ query })

  // What no role may do, somebody with the server in their hands still can: the walk has to tell.
  await firm.query(`ALTER TABLE audit_events DISABLE TRIGGER refuse_change, DISABLE TRIGGER refuse_statement`)
  await firm.query(`UPDATE audit_events SET payload = replace(payload, 'Müller’s 3', 'Nobody’s 3')`)
  const touched = await verifyFirmChains({ query })
  await firm.query(`UPDATE audit_events SET payload = replace(payload, 'Nobody’s 3', 'Müller’s 3')`)
  await firm.query(`DELETE FROM audit_events WHERE device_sequence > 3`)
  await firm.query(`ALTER TABLE audit_events ENABLE TRIGGER refuse_change, ENABLE TRIGGER refuse_statement`)
  const cut = await verifyFirmChains({ query })

  expect({ whole, touched, cut }).toEqual({
    whole: [{ deviceId, ok: true, events: 5, firstBroken: null }],
    touched: [{ deviceId, ok: false, events: 2, firstBroken: { sequence: 3, problem: 'its content was changed' } }],
    cut: [
      {
        deviceId,
        ok: false,
        events: 3,
        firstBroken: { sequence: 4, problem: 'events up to 5 are missing at the end' },
      },
    ],
  })
})
