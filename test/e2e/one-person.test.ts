import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askFirm } from '#build/demo/firm-facts.ts'
import { DEMO_USERS } from '#build/demo-firm/demo-users.ts'
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
