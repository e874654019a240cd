import { Command } from 'commander'
import { systemRandom } from '#electron/platform/system-ports.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { makeWipeChallenge } from '#electron/vault/wipe-order.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { print } from './output.ts'
import { findPlace, type PlaceOptions, placedCommand } from './place.ts'
import { withFirm } from './with-firm.ts'

type Ask = Pick<FirmDatabase, 'query'>

interface Options extends PlaceOptions {
  readonly json?: boolean
}

/** One laptop, or rather one book on it: a book begun anew is another device. */
export interface Device {
  readonly id: string
  readonly name: string
  readonly login: string
  readonly lastSeen: string
  /** Until when it may be offline; null when it never had a lease. */
  readonly leaseUntil: string | null
  /** Households whose data it holds. */
  readonly households: number
  readonly state: 'in use' | 'revoked' | 'to be wiped' | 'wiped'
  /** Of a wipe: whether its receipt is proven to come from the device itself. */
  readonly proven: boolean | null
}

const NEED = { role: 'an administrator or of compliance' }

export function devicesCommand(): Command {
  return new Command('devices')
    .description('The firm’s laptops: who holds what, and how one is shut out. For administrators and compliance.')
    .addCommand(withPlace('list', 'Lists laptops, their leases, and what they hold.').action(runList))
    .addCommand(
      withPlace('revoke', 'Shuts a laptop out, and has it wiped at its next contact.')
        .requiredOption('--device <id>', 'the device; `devices list` shows them')
        .requiredOption('--reason <text>', 'why; the trail keeps it')
        .option('--wipe', 'destroys book and key; the laptop hands over its trail and a receipt')
        .action(runRevoke),
    )
}

function withPlace(name: string, description: string): Command {
  return placedCommand(name, description).option('--json', 'the answer as JSON')
}

async function runList(options: Options): Promise<void> {
  const devices = await withFirm(findPlace(options), NEED, listDevices)
  if (options.json) return print(JSON.stringify(devices))
  for (const { id, name, login, lastSeen, leaseUntil, households, state, proven } of devices) {
    const proof = proven === null ? '' : proven ? ' (proven)' : ' (not proven)'
    print(
      `${id}  ${name}  ${login}  seen ${lastSeen}  lease until ${leaseUntil ?? '-'}  ${households} households  ${state}${proof}`,
    )
  }
}

/** Every device that the login may see, the last one seen first. */
export async function listDevices(database: Ask): Promise<Device[]> {
  const rows = await database.query(`
    SELECT json_build_object('id', devices.id, 'name', devices.name, 'login', users.login,
      'lastSeen', to_char(devices.last_seen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'),
      'leaseUntil', (SELECT to_char(max(expires_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')
        FROM app.leases WHERE device_id = devices.id),
      'households', (SELECT count(*) FROM app.checkouts WHERE device_id = devices.id AND ended_at IS NULL),
      'state', CASE WHEN wiped_at IS NOT NULL THEN 'wiped' WHEN wipe_ordered_at IS NOT NULL THEN 'to be wiped'
        WHEN revoked_at IS NOT NULL THEN 'revoked' ELSE 'in use' END,
      'proven', wipe_receipt -> 'proven') AS device
    FROM app.devices JOIN public.users ON users.id = devices.user_id ORDER BY devices.last_seen_at DESC, devices.id`)
  return rows.map(({ device }) => JSON.parse(device ?? 'null') as Device)
}

async function runRevoke(
  options: Options & { readonly device: string; readonly reason: string; readonly wipe?: boolean },
): Promise<void> {
  const { device, reason, wipe = false } = options
  const proven = await withFirm(findPlace(options), NEED, (database) => revokeDevice(database, device, reason, wipe))
  if (options.json) return print(JSON.stringify({ device, wipe, proven }))
  if (!wipe) return print(`Revoked: ${device}. What is on it stays, encrypted, until its lease ends and it is emptied.`)
  print(
    `Revoked: ${device}. It is wiped at its next contact, and says so with a receipt${
      proven ? '' : ' that cannot be proven, since it never showed an identity'
    }. Rotate the keys if it may be in other hands.`,
  )
}

/**
 * Shuts a device out, with or without an order to wipe it.
 *
 * @returns whether the receipt of a wipe will be provable.
 * @throws WorkstationError `not_found`.
 */
async function revokeDevice(database: Ask, device: string, reason: string, wipe: boolean): Promise<boolean> {
  const [row] = await database.query('SELECT age_recipient FROM app.devices WHERE id::text = $1', [device])
  if (!row) throw new WorkstationError('not_found', `There is no device ${device}. \`devices list\` shows them.`)
  const challenge = wipe && row.age_recipient ? await makeWipeChallenge(systemRandom, row.age_recipient) : null
  const values = [device, reason, wipe, challenge?.envelope ?? null, challenge?.hash ?? null]
  await database.query('SELECT app.revoke_device($1, $2, $3, $4, $5)', values)
  return challenge !== null
}
