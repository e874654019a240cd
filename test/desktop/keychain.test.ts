import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createKeychain } from '#electron/platform/keychain.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const run = promisify(execFile)
const folder = makeTemporaryFolder()

/** Asks the keychain in a process of its own, with another environment. */
async function askElsewhere(environment: NodeJS.ProcessEnv): Promise<string> {
  const script = join(folder, 'ask.ts')
  const module = new URL('../../electron/platform/keychain.ts', import.meta.url)
  writeFileSync(
    script,
    `import { createKeychain } from ${JSON.stringify(String(module))}
     const answer = await createKeychain('test').set('account', 'secret').then(() => 'kept', (error) => error.code + ': ' + error.message)
     process.stdout.write(answer)
     process.exit(0)`,
  )
  const { stdout } = await run(process.execPath, [script], { env: { ...process.env, ...environment }, timeout: 30_000 })
  return stdout
}

test('a secret is kept, read, and removed in the system’s keychain', async () => {
  const keychain = createKeychain(`adviser-workstation-test-${process.pid}`)

  await keychain.set('account', 'sécret')
  const kept = await keychain.get('account')
  await keychain.remove('account')

  expect([kept, await keychain.get('account')]).toEqual(['sécret', null])
})

test('without a keychain nothing is kept elsewhere, and one sentence says what to do', async () => {
  const answer = await askElsewhere({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere', XDG_RUNTIME_DIR: folder })

  expect(answer).toMatch(/^keychain: The system keychain is not available.*Unlock it, or ask IT/)
})
