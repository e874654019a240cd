import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recoveryFile } from '#build/commands/demo-keys.ts'
import { askFirm } from '#build/demo/firm-facts.ts'
import { DEMO_PASSWORD, DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { openFirmDatabase } from '#electron/postgres/connection.ts'
import { parseIdentities } from '#electron/vault/age-envelope.ts'
import { grantKeys, recoverKeys } from '#electron/vault/firm-keys.ts'
import { decryptField } from '#electron/vault/pii-cipher.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'

let place: WorkPlace
let workstation: Workstation
let page: Page
let work: ReturnType<typeof atWork>
let client: Record<string, unknown>

beforeAll(async () => {
  place = await openWorkPlace('one-person')
  workstation = await launchStandIn({ ...place, headless: true })
  page = workstation.page
  work = atWork(page, 'one-person')
  await work.signIn()
  const [found] = await askFirm(
    place.firm,
    `SELECT p.id, p.first_name, p.last_name, to_char(p.born_on, 'FMDD Mon YYYY') AS born, h.id AS household_id,
       h.name AS household
     FROM persons p JOIN households h ON h.id = p.household_id JOIN users u ON u.id = h.advisor_id
     JOIN household_members m ON m.person_id = p.id AND m.household_id = h.id AND m.to_date IS NULL
     WHERE u.login = $1 AND p.preferred_name IS NULL AND p.born_on IS NOT NULL AND m.role = 'head'
     ORDER BY p.id LIMIT 1`,
    [DEMO_USERS[0].login],
  )
  client = found ?? {}
  await page.getByRole('grid', { name: 'Households' }).getByText(String(client.household)).first().click()
  await page.getByRole('button', { name: `Edit ${nameOf()}` }).waitFor()
})
afterAll(async () => {
  await workstation?.close()
  await place?.close()
})

const nameOf = () => `${client.first_name} ${client.last_name}`

/** Everything at the firm that a merge of the household's people could touch, but for versions and times. */
async function readFirm(): Promise<Record<string, unknown>[]> {
  const tables = ['persons', 'household_members', 'account_owners', 'beneficiaries', 'relationships']
  const queries = tables.map(
    (table) => `SELECT '${table}' AS name, to_jsonb(t) - '{version,updated_at,updated_by}'::text[] AS row
      FROM ${table} AS t WHERE household_id = $1`,
  )
  return askFirm(place.firm, `${queries.join(' UNION ALL ')} ORDER BY 1, 2`, [String(client.household_id)])
}

test('a person entered twice is found, compared, merged offline, and taken back at once and after the firm has it', async () => {
  place.network.cut()
  await work.status(/Offline/)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Person', exact: true }).click()
  const form = page.getByRole('dialog', { name: 'Add a person' })
  await form.getByLabel('Role').selectOption({ label: 'Other' })
  await form.getByLabel('First name').fill(` ${String(client.first_name).toUpperCase()}`)
  await form.getByLabel('Last name').fill(String(client.last_name))
  await form.getByLabel('Born').fill(String(client.born))
  await form.getByLabel('Employer').fill('Harbour Library')
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'detached' })

  const compare = page.getByRole('button', { name: /^Compare .*…$/ })
  await compare.waitFor()
  await work.picture('possible-duplicates')
  const barriers = await work.findBarriers()
  await compare.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Merge two records of one person' })
  await dialog.getByRole('table', { name: 'The two records' }).waitFor()
  // The older record is the one that stays.
  const stays = await dialog.getByRole('columnheader', { name: /^Stays/ }).textContent()
  if (!stays?.includes(nameOf())) await dialog.getByRole('button', { name: 'Keep the other record instead' }).click()
  await dialog.getByRole('columnheader', { name: new RegExp(`^Stays\\s*${nameOf()}`) }).waitFor()
  await work.picture('merge')
  barriers.push(...(await work.findBarriers()))
  await dialog.getByRole('radio', { name: /^Employer: Harbour Library/ }).check()
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText(/^A record of .* was merged into/).waitFor()
  await work.picture('merged')
  await page.getByRole('button', { name: 'Undo' }).click()
  await compare.waitFor()
  place.network.restore()
  await work.status(/Up to date/)
  const before = await readFirm()

  // Once more, this time until the firm has it.
  await compare.click()
  await dialog.getByRole('table', { name: 'The two records' }).waitFor()
  if (!(await dialog.getByRole('columnheader', { name: /^Stays/ }).textContent())?.includes(nameOf())) {
    await dialog.getByRole('button', { name: 'Keep the other record instead' }).click()
  }
  await dialog.getByRole('radio', { name: /^Employer: Harbour Library/ }).check()
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await work.status(/Up to date/)
  const [merged] = await askFirm(
    place.firm,
    `SELECT kept.employer, (SELECT count(*)::int FROM persons m WHERE m.merged_into_id = kept.id) AS merged
     FROM persons kept WHERE kept.id = $1`,
    [String(client.id)],
  )
  await page.getByRole('button', { name: 'Show it' }).click()
  const record = page.getByRole('dialog', { name: 'Merged record' })
  await record.getByRole('button', { name: 'Take the merge back' }).waitFor()
  await work.picture('merged-record')
  barriers.push(...(await work.findBarriers()))
  await record.getByRole('button', { name: 'Take the merge back' }).click()
  await compare.waitFor()
  await work.status(/Up to date/)

  expect({ barriers, merged, same: await readFirm() }).toEqual({
    barriers: [],
    merged: { employer: 'Harbour Library', merged: 1 },
    same: before,
  })
})

/** Void since 1938. */
const SSN = ['078', '05', '1120'].join('-')
const CLEAR = [SSN, SSN.replaceAll('-', '')]

/** Gives this laptop the firm's keys, as IT does. */
async function grant(): Promise<void> {
  const { host, port, caFile } = place.firm
  const administrator = { login: DEMO_USERS[5].login, password: DEMO_PASSWORD }
  const database = await openFirmDatabase({ host, port, database: 'adviser', caFile }, administrator)
  try {
    const identities = parseIdentities(readFileSync(recoveryFile(place.firm), 'utf8'))
    const [device] = await askFirm(place.firm, 'SELECT id FROM app.devices', [])
    await grantKeys(database, await recoverKeys(database, identities), String(device?.id), null)
  } finally {
    await database.end()
  }
}

/** Tables of the firm's database, and files of the laptop, that have the number in clear. */
async function findClear(): Promise<string[]> {
  const tables = await askFirm(
    place.firm,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('public', 'app', 'audit', 'sync')`,
    [],
  )
  const found: string[] = []
  for (const { name } of tables) {
    const [row] = await askFirm(
      place.firm,
      `SELECT count(*)::int AS rows FROM ${name} AS t WHERE t::text LIKE ANY ($1)`,
      [CLEAR.map((number) => `%${number}%`) as never],
    )
    if (row?.rows !== 0) found.push(String(name))
  }
  const files = readdirSync(place.profileFolder, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  )
  for (const { parentPath, name } of files) {
    const content = readFileSync(join(parentPath, name))
    if (CLEAR.some((number) => content.includes(number))) found.push(name)
  }
  if (tables.length < 30 || files.length < 2) throw new Error('there was too little to search')
  return found
}

async function openForm(name: string) {
  await page.getByRole('button', { name: `Edit ${name}`, exact: true }).click()
  const form = page.getByRole('dialog', { name, exact: true })
  await form.getByLabel('Social security number', { exact: true }).waitFor()
  return form
}

test('a number is typed unseen, sealed offline, shown for a reason, known again, and nowhere in clear', async () => {
  const other = `${String(client.first_name).toUpperCase()} ${client.last_name}`
  const form = await openForm(nameOf())
  const number = form.getByLabel('Social security number', { exact: true })
  await number.fill('666-12-3456')
  await form.getByRole('button', { name: 'Save' }).click()
  await form.getByText('This begins with three digits that are never issued. Check it with the card.').waitFor()
  await number.fill(SSN)
  await form.getByRole('button', { name: 'Save' }).click()
  await form.getByText(/^A number cannot be sealed here/).waitFor()
  await number.scrollIntoViewIfNeeded()
  await work.picture('without-keys')
  const barriers = await work.findBarriers()
  await grant()
  const pair = { keptId: String(client.id), mergedId: await idOf(other) }
  await expect.poll(async () => (await work.ask('people.compare', pair)).maySeal, { timeout: 30_000 }).toBe(true)

  place.network.cut()
  await work.status(/Offline/)
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'detached' })
  await page.getByText('SSN\u00a0ends\u00a01120').waitFor()
  const again = await openForm(nameOf())
  await again.getByRole('button', { name: 'Show the number' }).first().click()
  await again.getByLabel('Why do you need to see it?').fill('A form of the custodian')
  await again.getByLabel('Why do you need to see it?').press('Enter')
  await again.getByText(SSN).waitFor()
  await work.picture('shown')
  barriers.push(...(await work.findBarriers()))
  await again.getByRole('button', { name: 'Hide' }).click()
  await again.getByRole('button', { name: 'Cancel' }).click()

  const second = await openForm(other)
  await second.getByLabel('City').fill('Bath')
  await second.getByLabel('Social security number', { exact: true }).fill(SSN)
  await second.getByText('Kept on this laptop until you save it').waitFor()
  const draft = await work.ask('drafts.read', { key: `persons:${pair.mergedId}` })
  await second.getByRole('button', { name: 'Save' }).click()
  await second.getByText(/^A person with this number is already in your book/).waitFor()
  await work.picture('known-number')
  barriers.push(...(await work.findBarriers()))
  await second.getByRole('button', { name: 'Compare the two records…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Merge two records of one person' })
  await dialog.getByRole('radio', { name: /^Social security number: ends 1120/ }).waitFor()
  await work.picture('merge-numbers')
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })

  place.network.restore()
  await work.status(/Up to date/)
  const [row] = await askFirm(
    place.firm,
    `SELECT kept.id, kept.ssn_encrypted AS envelope, kept.ssn_last4 AS ending,
       (SELECT count(*)::int FROM audit_events WHERE action = 'reveal' AND reason = 'ssn: A form of the custodian') AS told
     FROM persons merged JOIN persons kept ON kept.id = merged.merged_into_id`,
    [],
  )
  const where = { table: 'persons', field: 'ssnEncrypted', rowId: String(row?.id) }
  const sealed = decryptField(place.firm.keyRing.findKey, where, String(row?.envelope))

  expect({ barriers, draft: draft?.body.includes('1120'), ending: row?.ending, told: row?.told, sealed }).toEqual({
    ...{ barriers: [], draft: false, ending: '1120', told: 1, sealed: SSN },
  })
  expect(await findClear()).toEqual([])

  // What else was typed in the form that was left for the merge is found again, without the number.
  await page.getByRole('link', { name: 'Households' }).first().click()
  await page.getByRole('button', { name: 'Unsaved work: 1' }).click()
  await page.getByRole('link', { name: `Person: ${other}` }).click()
  const found = page.getByRole('dialog', { name: other, exact: true })
  await found.getByText('You had not saved this').waitFor()
  const restored = [
    await found.getByLabel('City').inputValue(),
    await found.getByLabel('Social security number', { exact: true }).inputValue(),
  ]
  expect(restored).toEqual(['Bath', ''])
})

async function idOf(name: string): Promise<string> {
  const parties = await work.ask('people.parties', { householdId: String(client.household_id) })
  return parties.find((party) => party.name === name)?.id ?? ''
}
