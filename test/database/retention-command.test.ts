import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder } from '#build/database/project-folder.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { insertOldHousehold, oldId } from '#test/support/old-household.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let secondOfficer: FirmUser
let folder: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  secondOfficer = await firm.addUser('compliance')
  await insertOldHousehold(firm)
  folder = mkdtempSync(join(tmpdir(), 'adviser-retention-'))
  const { host, port, database, caFile } = firm.database
  writeFileSync(join(folder, 'policy.json'), JSON.stringify({ server: { host, port, database, caFile } }))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await firm.close()
})

/** Runs `admin retention …` as a person would. @returns what it printed, and its exit code where it is not 0. */
async function admin(person: FirmUser, ...parameters: string[]): Promise<string> {
  const where = ['--policy', join(folder, 'policy.json'), '--login', person.login]
  const env = { ...process.env, ADVISER_DB_PASSWORD: person.password, ADVISER_PROFILE: folder }
  const child = spawn(process.execPath, ['electron/admin/main.ts', 'retention', ...parameters, ...where], {
    cwd: projectFolder,
    env,
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text))
  const code = await new Promise((resolve) => child.on('close', resolve))
  return code === 0 ? printed.trim() : `${printed.trim()} (${code})`
}

test('compliance holds, releases, proposes, approves, and carries out from the command line', async () => {
  const said: Record<string, string> = {}
  said.explain = await admin(firm.adviser, 'explain', 'tasks', oldId('tasks'))
  const order = ['--matter', 'Smith v. Smith', '--kind', 'litigation', '--issuer', 'Counsel', '--reason', 'Preserve']
  const hold = await admin(firm.compliance, 'place-hold', ...order, '--on', `tasks:${oldId('tasks')}`)
  said.holds = await admin(firm.compliance, 'holds')
  said.badHold = await admin(firm.compliance, 'place-hold', ...order, '--on', 'tasks')
  said.notTheirs = await admin(firm.adviser, 'holds')
  const disposable = JSON.parse(await admin(firm.compliance, 'list-disposable', 'transaction', '--json'))
  const disposal = await admin(firm.compliance, 'propose', '--reason', 'Yearly')
  said.own = await admin(firm.compliance, 'approve', disposal)
  said.approve = await admin(secondOfficer, 'approve', disposal)
  said.execute = await admin(firm.compliance, 'execute', disposal)
  said.release = await admin(firm.compliance, 'release-hold', hold, '--reason', 'Settled')
  said.gone = await admin(firm.compliance, 'explain', 'transactions', oldId('transactions'))
  said.unknown = await admin(firm.compliance, 'explain', 'cats', oldId('tasks'))

  const sentence =
    'client records are kept 6 years after the end of the relationship (17 CFR 275.204-2(e)(1)), which was on 2010-03-31'
  expect({
    ...said,
    disposable: disposable.map(({ subject_table: table }: { subject_table: string }) => table),
  }).toEqual({
    explain: `Was kept until 2016-03-31: ${sentence}.`,
    holds: expect.stringMatching(new RegExp(`^${hold}: Smith v\\. Smith \\(litigation, since .*\\), 1 named$`)),
    badHold: 'tasks is no record: write its table, a colon, and its id. (1)',
    notTheirs: expect.stringContaining('Use the login of compliance'),
    own: 'somebody else of compliance has to approve what you proposed (1)',
    approve: `Approved: ${disposal}`,
    execute: expect.stringMatching(
      /^Stays: households .*: Another record that stays belongs to it\.\nStays: meetings .*\nStays: persons .*\nDisposed of 15 of 18 records\.$/,
    ),
    release: `Released: ${hold}`,
    gone: `There is no row ${oldId('transactions')} in transactions that you may see. (1)`,
    unknown: 'there is no kind of record called cats (1)',
    disposable: ['positions', 'transactions'],
  })
})
