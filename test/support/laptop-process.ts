// A workstation without screens as a process of its own, so that a test can kill it at any moment:
//   node test/support/laptop-process.ts --profile=DIR --policy=FILE --keychain=FILE --login=L --password=P
//     [--household=ID --tasks=N --files=N --keep=DOCUMENT]
// It signs in or goes on where it was, keeps a document, adds N files and N tasks, syncs until the documents are at rest,
// and says what it has done, a line each.
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createBackend } from '#electron/backend.ts'
import { createNodePorts } from '#electron/platform/node-ports.ts'
import type { Keychain } from '#electron/platform/ports.ts'
import { readPolicy } from '#electron/platform/read-policy.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'
import { addFile, makeContent, syncDocuments } from './filed-documents.ts'
import { threads } from './threads.ts'
import type { Workstation } from './workstation.ts'

const { values } = parseArgs({
  options: {
    profile: { type: 'string', default: '' },
    policy: { type: 'string', default: '' },
    keychain: { type: 'string', default: '' },
    login: { type: 'string', default: '' },
    password: { type: 'string', default: '' },
    household: { type: 'string', default: '' },
    tasks: { type: 'string', default: '0' },
    files: { type: 'string', default: '0' },
    keep: { type: 'string', default: '' },
  },
})

/** A keychain that outlives the process, as the system's does. */
function fileKeychain(file: string): Keychain {
  const read = (): Record<string, string> => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})
  const write = (secrets: Record<string, string>) => {
    writeFileSync(`${file}.new`, JSON.stringify(secrets))
    renameSync(`${file}.new`, file)
  }
  return {
    get: async (account) => read()[account] ?? null,
    set: async (account, secret) => write({ ...read(), [account]: secret }),
    remove: async (account) => {
      const { [account]: _removed, ...others } = read()
      write(others)
    },
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const sender = { url: 'app://bundle/index.html', isTopFrame: true }

const backend = createBackend(
  {
    ...createNodePorts({ profileFolder: values.profile, service: 'test' }),
    keychain: fileKeychain(values.keychain),
    dialogs: { chooseSavePath: async () => null },
  },
  {
    policy: readPolicy(values.policy, { mustBelongToRoot: false }),
    profileFolder: values.profile,
    appVersion: '0.0.0-test',
    ...threads,
  },
)

async function call<T>(channel: string, input: unknown): Promise<T> {
  const reply = await backend.router.call(channel, input, sender)
  if (!reply.ok) throw new Error(`${channel}: ${reply.code} ${reply.message}`)
  return reply.value as T
}

backend.on('sync.changed', ({ rowsSynced, phase }) => say(`progress ${phase} ${rowsSynced}`))
backend.on('sync.changed', ({ documents }) => say(`documents ${documents?.hereBytes ?? 0}`))
const whole = new Promise<void>((resolve) => {
  const check = ({ asOf, phase }: SyncStatus) => {
    if (asOf !== null && phase === 'idle') resolve()
  }
  backend.on('sync.changed', check)
})
await backend.start()
if ((await call<{ state: string }>('session.status', {})).state === 'signed_out') {
  await call('session.signIn', { login: values.login, password: values.password })
}
await whole
say('whole')
for (let index = 0; index < Number(values.tasks); index += 1) {
  const { taskId } = await call<{ taskId: string }>('tasks.add', { householdId: values.household, title: 'Kill test' })
  say(`saved ${taskId}`)
}
if (values.keep !== '') await call('documents.keep', { documentId: values.keep, keep: true })
const workstation = { call: call as Workstation['call'], sync: () => call<void>('sync.now', {}) }
for (let index = 0; index < Number(values.files); index += 1) {
  const title = randomUUID()
  const onPiece = (piece: number) => say(`piece ${piece}`)
  await addFile(workstation, values.household, makeContent(2_000_000, index + 1), { title, onPiece })
  say(`filed ${title}`)
}
await syncDocuments(workstation)
say('done')
await backend.stop()
process.exit(0)
