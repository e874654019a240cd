import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askFirm } from '#build/demo/firm-facts.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'
import { findCut } from '#test/support/screens/find-cut.ts'
import { settle } from '#test/support/screens/walker.ts'

const artefacts = resolve('artifacts', 'tests', 'presenter')
/** What somebody might have typed where a client now reads. */
const NUMBER = '000 98-765 432'
const SHOWN = ['Review the allocation', 'Close account •••• and keep $1,250,000', 'Ring •••• about the roof']

let place: WorkPlace
let workstation: Workstation
let page: Page
let work: ReturnType<typeof atWork>

beforeAll(async () => {
  place = await openWorkPlace('presenter')
  await writeTellingAgendas()
  workstation = await launchStandIn({ ...place, headless: true })
  page = workstation.page
  page.setDefaultTimeout(45_000)
  work = atWork(page, 'presenter')
  await work.signIn()
})
afterAll(async () => {
  await page?.screenshot({ path: join(artefacts, 'end.png') })
  await workstation?.close()
  await place?.close()
})

const findBarriers = () => work.findBarriers(true)

/** Every planned meeting says in its agenda what the book knows of the household's people. */
async function writeTellingAgendas(): Promise<void> {
  await askFirm(
    place.firm,
    `UPDATE meetings SET agenda = '1. Review the allocation' || chr(10) || told.lines
     FROM (SELECT members.household_id, string_agg(concat_ws(', ', '2. Reach ' || first_name, email, phone, address_line,
             to_char(born_on, 'FMMonth FMDD, YYYY'), to_char(born_on, 'MM/DD/YYYY'), $1::text), chr(10)) AS lines
           FROM household_members AS members JOIN persons ON persons.id = members.person_id
           GROUP BY members.household_id) AS told
     WHERE told.household_id = meetings.household_id AND status = 'planned'`,
    [NUMBER],
  )
}

/** Everything by which the household's people could be known or reached, and the names of all other households. */
async function readSecrets(meetingId: string): Promise<string[]> {
  const people = await askFirm(
    place.firm,
    `SELECT email, phone, address_line, postal_code, born_on::text AS iso, to_char(born_on, 'FMDD Mon YYYY') AS shown,
            to_char(born_on, 'FMMonth FMDD, YYYY') AS long, to_char(born_on, 'MM/DD/YYYY') AS form
     FROM persons JOIN household_members AS members ON members.person_id = persons.id
     JOIN meetings ON meetings.household_id = members.household_id WHERE meetings.id = $1`,
    [meetingId],
  )
  const others = await askFirm(
    place.firm,
    `SELECT DISTINCT name FROM households WHERE id <> (SELECT household_id FROM meetings WHERE id = $1)
       AND name <> (SELECT households.name FROM meetings JOIN households ON households.id = household_id
                    WHERE meetings.id = $1)`,
    [meetingId],
  )
  return [...people, ...others].flatMap((row) => Object.values(row)).filter((fact) => typeof fact === 'string')
}

/** What eyes, a screen reader, and a list of windows get. */
async function readScreen(): Promise<string> {
  const parts = [await page.title(), await page.locator('body').ariaSnapshot(), await page.content()]
  return [...parts, await page.locator('body').innerText(), page.url()].join('\n')
}

/** In the light, in the dark, and at 200 %, as WCAG 2.2 (1.4.4) asks. @returns what is wrong. */
async function look(): Promise<string[]> {
  const problems: string[] = []
  for (const [name, width, height, colorScheme] of [
    ['light', 1440, 900, 'light'],
    ['dark', 1440, 900, 'dark'],
    ['zoomed', 640, 400, 'light'],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height })
    await settle(page)
    problems.push(...(await findBarriers()), ...(await findCut(page)))
    await page.screenshot({ path: join(artefacts, `${name}.png`) })
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1440, height: 2400 })
  await settle(page)
  await page.screenshot({ path: join(artefacts, 'whole.png') })
  await page.setViewportSize({ width: 1440, height: 900 })
  return problems
}

/** With the keyboard alone: a decision, a plain note, a follow-up; then the meeting is presented. */
async function writeAndPresent(): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await page.getByRole('heading', { level: 1, name: 'Meetings' }).waitFor()
  await page.getByRole('radiogroup', { name: 'How meetings are shown' }).getByText('List').click()
  await page.getByRole('main').getByRole('listitem').getByRole('link').first().press('Enter')
  const notes = page.getByRole('list', { name: 'Notes of this meeting' })
  for (const [kind, text] of [
    ['Note', 'He worries about his brother'],
    ['Decision', `Close account ${NUMBER} and keep $1,250,000`],
  ] as const) {
    await page.getByRole('radiogroup', { name: 'Kind of note' }).getByText(kind, { exact: true }).click()
    await page.getByRole('textbox', { name: 'Note' }).fill(text)
    await page.getByRole('button', { name: 'Add note' }).press('Enter')
    await notes.getByText(text).waitFor()
  }
  const followUp = page.getByRole('region', { name: 'Follow up' })
  await followUp.getByRole('textbox', { name: 'Task', exact: true }).fill(`Ring ${NUMBER} about the roof`)
  await followUp.getByRole('button', { name: 'Add task' }).press('Enter')
  await page.getByRole('region', { name: 'Open tasks' }).getByText('about the roof').waitFor()
  await page.getByRole('button', { name: 'Mark as held' }).press('Enter')
  await page.getByRole('alert').filter({ hasText: 'Meeting marked as held.' }).waitFor()
  await page.getByRole('link', { name: 'Present', exact: true }).press('Enter')
  await page.getByRole('button', { name: 'Stop presenting' }).waitFor()
  await page.getByRole('region', { name: 'Decisions' }).waitFor()
}

test('a meeting is presented without anything that names, reaches, or tells of anybody else', async () => {
  await writeAndPresent()
  const at = page.url()
  const messages = await page.getByRole('alert').count()
  const screen = await readScreen()
  const secrets = await readSecrets(/meetings\/([^/]+)\//.exec(at)?.[1] ?? '')
  for (const key of ['Control+k', 'g', 'h', '?', '/']) await page.keyboard.press(key)
  const opened = await page.getByRole('dialog').count()
  const stayed = page.url() === at
  const problems = await look()

  const folded = screen.toLowerCase()
  expect({
    title: await page.title(),
    told: secrets.filter((secret) => folded.includes(secret.toLowerCase())),
    // Pieces long enough that no figure of the household's has them by chance.
    numbers: screen.includes('98-765') || screen.includes('765 432'),
    privately: folded.includes('brother'),
    shows: SHOWN.filter((text) => screen.includes(text)),
    regions: await page.getByRole('region').getByRole('heading').allInnerTexts(),
    frame: await page.getByRole('navigation').or(page.getByRole('banner')).or(page.getByRole('status')).count(),
    ...{ messages, opened, stayed, problems, hasSecrets: secrets.length > 8 },
  }).toEqual({
    title: 'Presenter view – Adviser Workstation',
    ...{ told: [], numbers: false, privately: false, shows: SHOWN, frame: 0 },
    regions: expect.arrayContaining(['Agenda', 'Decisions', 'Next steps', 'Your holdings', 'Performance this year']),
    ...{ messages: 0, opened: 0, stayed: true, problems: [], hasSecrets: true },
  })
})

test('Escape leads back to the meeting, with everything around it', async () => {
  await page.keyboard.press('Escape')
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await page.getByRole('list', { name: 'Notes of this meeting' }).getByText('He worries about his brother').waitFor()

  expect([await page.title(), await page.evaluate(() => document.activeElement?.tagName)]).toEqual([
    'Meeting pack – Adviser Workstation',
    'H1',
  ])
})
