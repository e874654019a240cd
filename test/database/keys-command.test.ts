import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder } from '#build/database/project-folder.ts'
import { finishCommand, startKeysCommand, writeIdentity } from '#test/support/admin-command.ts'
import { testId } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { makePair } from '#test/support/keys.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'

const folder = mkdtempSync(join(tmpdir(), 'adviser-keys-'))
let firm: SmallFirm

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
})
afterAll(async () => {
  await firm.close()
  rmSync(folder, { recursive: true, force: true })
})

async function keys(user: FirmUser, ...parameters: string[]) {
  const { output, code } = await finishCommand(startKeysCommand(firm, folder, user, parameters))
  return { code, said: parameters.includes('--json') ? JSON.parse(output) : output.trim() }
}

test('the commands take a firm from no keys to a granted laptop, a rotation, and a revocation', async () => {
  const administrator = await firm.addUser('administrator')
  const operations = await firm.addUser('operations')
  const laptop = await makePair()
  const device = testId(0xd1)
  const adviser = await firm.connectAs(firm.adviser)
  await adviser.query(`SELECT app.register_device($1, 'laptop', 'test', $2)`, [device, laptop.recipient])
  await adviser.end()
  const [, recipient = '', identity = ''] =
    /^# public key: (age1\w+)\n(AGE-SECRET-KEY-1\w+)$/.exec((await printRecoveryKey()) ?? '') ?? []
  const file = writeIdentity(folder, identity)

  const init = await keys(administrator, 'init', '--recovery-recipient', recipient, '--json')
  const again = await keys(administrator, 'init', '--recovery-recipient', recipient)
  const refused = await keys(firm.adviser, 'grant', '--device', device, '--identity', file)
  const wrongOne = await keys(administrator, 'grant', '--device', device, '--identity', file, '--recipient', recipient)
  const grant = await keys(administrator, 'grant', '--device', device, '--identity', file, '--json')
  const early = await keys(administrator, 'rotate', '--identity', file)
  const rotate = await keys(operations, 'rotate', '--purpose', 'blind', '--identity', file, '--json')
  const list = await keys(administrator, 'list', '--json')
  const status = await keys(operations, 'status', '--json')
  const revoke = await keys(administrator, 'revoke', '--device', device, '--json')

  const [field, blind] = init.said.made.map(({ keyId }: { keyId: string }) => keyId)
  const next = rotate.said.started.keyId
  const stateOf = (said: typeof list.said) =>
    Object.fromEntries(said.keys.map(({ keyId, state }: { keyId: string; state: string }) => [keyId, state]))
  const states = { [field]: 'active', [blind]: 'retired', [next]: 'active' }
  expect({
    codes: [init, again, refused, wrongOne, grant, early, rotate, list, status, revoke].map(({ code }) => code),
    sentences: [again.said, refused.said, wrongOne.said, early.said],
    granted: [...grant.said.granted].sort(),
    rotate: rotate.said,
    list: { states: stateOf(list.said), devices: list.said.devices },
    status: stateOf(status.said),
    revoked: revoke.said.revoked,
  }).toEqual({
    codes: [0, 1, 1, 1, 0, 1, 0, 0, 0, 0],
    sentences: [
      'The firm has its keys already. Use keys rotate to replace one.',
      expect.stringContaining('Use the login of an administrator'),
      expect.stringContaining('another recipient'),
      expect.stringContaining('Use the login of operations'),
    ],
    granted: [field, blind].sort(),
    rotate: {
      started: { keyId: next, granted: [device], unproven: [] },
      ...{ resealed: 0, unopened: [], retired: [blind], stillInUse: [] },
    },
    list: {
      states,
      devices: [
        {
          ...{
            deviceId: device,
            name: 'laptop',
            login: firm.adviser.login,
            recipient: laptop.recipient,
            revoked: false,
          },
          keys: expect.arrayContaining([field, blind, next]),
        },
      ],
    },
    status: states,
    revoked: 3,
  })
})

async function printRecoveryKey(): Promise<string> {
  const script = join(projectFolder, 'electron/admin/main.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script, 'keys', 'recovery-key'])
  return stdout.trim()
}
