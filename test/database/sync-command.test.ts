import { afterAll, beforeAll, expect, test } from 'vitest'
import { finishCommand, startAdminCommand } from '#test/support/admin-command.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

let firm: SmallFirm
let folder: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  folder = makeTemporaryFolder()
})
afterAll(() => firm.close())

const sync = (user: FirmUser, ...parameters: string[]) =>
  finishCommand(startAdminCommand(firm, folder, user, ['sync', ...parameters]))

test('an administrator prunes the change log and abandoned files, and marks a restore; nobody else does, and nonsense is refused in words', async () => {
  const administrator = await firm.addUser('administrator')
  const [former] = await firm.query('SELECT epoch FROM sync.epoch')
  await firm.insertHousehold()
  await firm.query(`UPDATE sync.change_log SET logged_at = now() - interval '90 days'`)
  await firm.query(
    `INSERT INTO sync.arriving_pieces (id, version_id, chunk_number, content, user_id, arrived_at)
     VALUES (gen_random_uuid(), gen_random_uuid(), 0, 'x', $1, now() - interval '91 days')`,
    [firm.adviser.id],
  )
  const [{ old = 0 } = {}] = await firm.query(
    `SELECT (SELECT count(*) FROM sync.change_log)::integer + (SELECT count(*) FROM sync.access_log
       WHERE logged_at < now() - interval '60 days')::integer AS old`,
  )

  const outcomes = [
    await sync(administrator, 'prune'),
    await sync(administrator, 'prune', '--keep-days', '3'),
    await sync(administrator, 'prune', '--keep-pieces-days', 'many'),
    await sync(firm.adviser, 'prune'),
    await sync(administrator, 'mark-restored', '--reason', 'Backup of Tuesday'),
  ]

  const [present] = await firm.query('SELECT epoch FROM sync.epoch')
  expect({ outcomes, marked: present?.epoch !== former?.epoch }).toEqual({
    outcomes: [
      {
        code: 0,
        output: `${old} pointers older than 60 days removed.\n1 files removed of which nothing came for 90 days.\n`,
      },
      { code: 1, output: '--keep-days takes a number from 7 to 3650.\n' },
      { code: 1, output: '--keep-pieces-days takes a number from 7 to 3650.\n' },
      { code: 1, output: expect.stringContaining('Use the login of an administrator') },
      { code: 0, output: expect.stringContaining('Laptops compare their book') },
    ],
    marked: true,
  })
})
