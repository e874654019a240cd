import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { machinePolicyFile, readPolicy } from '#electron/platform/read-policy.ts'
import { readStartOptions } from '#electron/shell/start-options.ts'
import { findRefusedSwitches } from '#electron/shell/switches.ts'
import { launchSmall, makeProfile } from './launch-small.ts'

test('a packaged workstation does not start with switches that would open it', () => {
  const argv = [
    '--remote-debugging-port=9222',
    '--REMOTE-DEBUGGING-PIPE',
    '/js-flags=--expose-gc',
    '-no-sandbox',
    '--inspect',
    '--inspect-brk=0',
    '--ignore-certificate-errors',
    '--host-rules=MAP * evil',
    '--load-extension=/tmp/x',
    '--force-device-scale-factor=2',
    '--profile=/home/ada',
    '/home/ada/inspect',
  ]

  expect(findRefusedSwitches(argv)).toEqual([
    'remote-debugging-port',
    'remote-debugging-pipe',
    'js-flags',
    'no-sandbox',
    'inspect',
    'inspect-brk',
    'ignore-certificate-errors',
    'host-rules',
    'load-extension',
  ])
})

test('only an unpackaged workstation may be pointed at another profile and policy', () => {
  const argv = ['.', '--profile=/tmp/p', '--policy=/tmp/policy.json']

  expect([readStartOptions(argv, false), readStartOptions(argv, true)]).toEqual([
    { profileFolder: '/tmp/p', policyFile: '/tmp/policy.json', isMachinePolicy: false },
    { profileFolder: null, policyFile: machinePolicyFile(process.platform, process.env), isMachinePolicy: true },
  ])
})

test('the policy of a machine lies where only administrators write', () => {
  const windows = machinePolicyFile('win32', { ProgramData: 'D:\\Data' }).replaceAll('/', '\\')

  expect([machinePolicyFile('linux', {}), machinePolicyFile('darwin', {}), windows]).toEqual([
    '/etc/adviser-workstation/policy.json',
    '/Library/Application Support/AdviserWorkstation/policy.json',
    'D:\\Data\\AdviserWorkstation\\policy.json',
  ])
})

const broken: [string, unknown, string][] = [
  ['a misspelt key', { server: { host: 'db' }, cash: {} }, 'policy: Unrecognized key: "cash"'],
  ['a value out of range', { server: { host: 'db', port: 0 } }, 'server.port: Too small: expected number to be >=1'],
  ['a missing key', { server: {} }, 'server.host: Invalid input: expected string, received undefined'],
]

test.each(broken)('a policy with %s stops the start and names file and key', async (_name, policy, problem) => {
  const profile = makeProfile(policy)

  await expect(launchSmall(profile)).rejects.toThrow(
    `The workstation ended with code 1. Adviser Workstation: ${profile.policyFile}: ${problem}. Correct the file and start again.`,
  )
})

test.each([
  ['is absent', null, 'cannot be read (ENOENT)'],
  ['is not JSON', '{', 'is not JSON'],
])('a policy that %s says so', (_name, content, problem) => {
  const { profileFolder } = makeProfile()
  const file = join(profileFolder, 'other.json')
  if (content !== null) writeFileSync(file, content)

  expect(() => readPolicy(file, { mustBelongToRoot: false })).toThrow(`${file} ${problem}`)
})

test.skipIf(process.platform === 'win32')('a machine’s policy that others can write is not believed', () => {
  const { policyFile } = makeProfile()
  chmodSync(policyFile, 0o666)

  expect(() => readPolicy(policyFile, { mustBelongToRoot: true })).toThrow('must be a plain file owned by root')
})

test('where a workstation is already running, another start ends at once and quietly', async () => {
  await expect(launchSmall({ hasLock: false })).rejects.toThrow('The workstation ended with code 0. ')
})

test('the profile has its own folder and its own service in the keychain', async () => {
  const profile = makeProfile()
  const workstation = await launchSmall(profile)
  const { service, options } = workstation.small.state
  await workstation.close()

  expect({ service, profileFolder: options?.profileFolder }).toEqual({
    service: `AdviserWorkstation ${profile.profileFolder}`,
    profileFolder: profile.profileFolder,
  })
})

test('closing the window quits, once the backend has stopped', async () => {
  const workstation = await launchSmall()
  await workstation.page.close()
  const code = await workstation.exited

  expect({ code, stopped: workstation.small.state.stopped }).toEqual({ code: 0, stopped: 1 })
})

test('a packaged workstation reads the machine’s policy, whatever it is told', async () => {
  const failed = launchSmall({ isPackaged: true })

  await expect(failed).rejects.toThrow(`${machinePolicyFile(process.platform, process.env)} cannot be read`)
})
