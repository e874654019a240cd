import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { systemRandom } from '#electron/platform/system-ports.ts'
import { generateIdentity, isRecipient, parseIdentities, recipientOf } from '#electron/vault/age-envelope.ts'
import { grantKeys, initKeys, listKeys, recoverKeys, revokeKeys } from '#electron/vault/firm-keys.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { listGrants, readStatus, turnKeyOver } from './key-work.ts'
import { print } from './output.ts'
import { findPlace, type PlaceOptions, placedCommand } from './place.ts'
import { withFirm } from './with-firm.ts'

interface KeyOptions extends PlaceOptions {
  readonly json?: boolean
  readonly recoveryRecipient?: readonly string[]
  readonly identity?: string
  readonly device?: string
  readonly recipient?: string
  readonly purpose?: string
}

export function keysCommand(): Command {
  return new Command('keys')
    .description('The keys that seal numbers: who holds them, and how they are replaced.')
    .addCommand(
      command('init', 'Makes the firm’s first keys. For an administrator.', runInit).requiredOption(
        '--recovery-recipient <recipient...>',
        'who can open the keys again when every device is lost; one or more',
      ),
    )
    .addCommand(command('list', 'Lists keys and grants. For an administrator, operations, or compliance.', runList))
    .addCommand(
      withIdentity(command('grant', 'Gives a device every key in use. For an administrator.', runGrant))
        .requiredOption('--device <id>', 'the device; `keys list` shows those that signed in')
        .option(
          '--recipient <age1…>',
          'what the device itself shows; nothing is granted if the database says otherwise',
        ),
    )
    .addCommand(
      command('revoke', 'Takes every key from a device. For an administrator.', runRevoke).requiredOption(
        '--device <id>',
        'the device',
      ),
    )
    .addCommand(
      withIdentity(
        command('rotate', 'Replaces a key while people work, or finishes what was cut off. For operations.', runRotate),
      ).option('--purpose <field|blind>', 'which key', 'field'),
    )
    .addCommand(
      withIdentity(
        command('reseal', 'Seals and indexes again what is not under the keys in use. For operations.', runReseal),
      ),
    )
    .addCommand(command('status', 'Counts what each key seals. For operations or compliance.', runStatus))
    .addCommand(
      new Command('recovery-key')
        .description('Prints a new recovery identity, once: keep it offline, and give its public key to `keys init`.')
        .action(runRecoveryKey),
    )
}

function command(name: string, description: string, run: (options: KeyOptions) => Promise<void>): Command {
  return placedCommand(name, description).option('--json', 'the report as JSON').action(run)
}

function withIdentity(given: Command): Command {
  return given.requiredOption('--identity <file>', 'a file with a recovery identity; it is read and kept nowhere')
}

function readIdentities({ identity = '' }: KeyOptions): string[] {
  let text: string
  try {
    text = readFileSync(identity, 'utf8')
  } catch {
    throw new WorkstationError('bad_input', `The identity file ${identity} cannot be read. Check its path and rights.`)
  }
  return parseIdentities(text)
}

function show(options: KeyOptions, report: object, lines: readonly string[]): void {
  for (const line of options.json ? [JSON.stringify(report)] : lines) print(line)
}

async function runInit(options: KeyOptions): Promise<void> {
  const { recoveryRecipient = [] } = options
  const wrong = recoveryRecipient.find((recipient) => !isRecipient(recipient))
  if (wrong !== undefined) throw new WorkstationError('bad_input', `${wrong} is no age recipient. It begins with age1.`)
  const keys = await withFirm(findPlace(options), { role: 'an administrator' }, (database) =>
    initKeys(database, recoveryRecipient, systemRandom),
  )
  const made = keys.map(({ keyId, purpose }) => ({ keyId, purpose }))
  show(
    options,
    { made },
    made.map(({ keyId, purpose }) => `Made the ${purpose} key ${keyId}.`),
  )
}

async function runList(options: KeyOptions): Promise<void> {
  const report = await withFirm(
    findPlace(options),
    { role: 'an administrator, operations, or compliance' },
    async (database) => ({
      keys: await listKeys(database),
      devices: await listGrants(database),
    }),
  )
  show(options, report, [
    ...report.keys.map(({ keyId, purpose, state }) => `${keyId}: ${purpose}, ${state}`),
    ...report.devices.map(
      ({ deviceId, name, login, recipient, keys, revoked }) =>
        `Device ${deviceId} (${name}, ${login}${revoked ? ', revoked' : ''}): ` +
        `${keys.length === 0 ? 'no keys' : keys.join(', ')}; recipient ${recipient ?? 'none yet'}`,
    ),
  ])
}

async function runGrant(options: KeyOptions): Promise<void> {
  const { device = '', recipient = null } = options
  const identities = readIdentities(options)
  const granted = await withFirm(findPlace(options), { role: 'an administrator' }, async (database) =>
    grantKeys(database, await recoverKeys(database, identities), device, recipient),
  )
  show(options, { device, granted }, [
    granted.length === 0 ? 'The device has every key in use already.' : `Granted ${granted.join(', ')}.`,
  ])
}

async function runRevoke(options: KeyOptions): Promise<void> {
  const { device = '' } = options
  const revoked = await withFirm(findPlace(options), { role: 'an administrator' }, (database) =>
    revokeKeys(database, device),
  )
  show(options, { device, revoked }, [
    `Revoked ${revoked} grants. What the device already opened it knows: rotate the keys to shut it out of what follows.`,
  ])
}

async function runRotate(options: KeyOptions): Promise<void> {
  const { purpose } = options
  if (purpose !== 'field' && purpose !== 'blind') {
    throw new WorkstationError('bad_input', 'A purpose is field or blind. Name one of them.')
  }
  await turnOver(options, purpose)
}

async function runReseal(options: KeyOptions): Promise<void> {
  await turnOver(options, null)
}

/** A rotation that is not through ends with 1, so that a script runs it again. */
async function turnOver(options: KeyOptions, purpose: 'field' | 'blind' | null): Promise<void> {
  const identities = readIdentities(options)
  const report = await withFirm(findPlace(options), { role: 'operations' }, (database) =>
    turnKeyOver(database, identities, purpose, systemRandom),
  )
  const { started, resealed, unopened, retired, stillInUse } = report
  show(options, report, [
    ...(started ? [`The key ${started.keyId} is in use, on ${started.granted.length} devices.`] : []),
    ...(started?.unproven ?? []).map(
      (id) => `Device ${id} got nothing: its grant was not made with the key. Look why.`,
    ),
    `${resealed} values sealed or indexed anew.`,
    ...unopened.map((place) => `Cannot be opened, enter it again from its source: ${place}`),
    ...retired.map((id) => `The key ${id} seals nothing any more and is retired.`),
    ...stillInUse.map((id) => `The key ${id} still seals values. Run this again.`),
  ])
  if (unopened.length > 0 || stillInUse.length > 0) process.exitCode = 1
}

async function runStatus(options: KeyOptions): Promise<void> {
  const keys = await withFirm(findPlace(options), { role: 'operations or compliance' }, readStatus)
  show(
    options,
    { keys },
    keys.flatMap(({ keyId, purpose, state, places }) => [
      `${keyId}: ${purpose}, ${state}`,
      ...places.map(({ place, envelopes }) => `  ${place}: ${envelopes}`),
    ]),
  )
}

async function runRecoveryKey(): Promise<void> {
  const identity = await generateIdentity()
  print(`# public key: ${await recipientOf(identity)}`)
  print(identity)
}
