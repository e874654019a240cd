import type { Command } from 'commander'
import { z } from 'zod'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { print } from './output.ts'
import { findPlace, type PlaceOptions, placedCommand } from './place.ts'
import { withFirm } from './with-firm.ts'

interface Options extends PlaceOptions {
  readonly device: string
  readonly day: string
  readonly csv?: boolean
  readonly json?: boolean
}

/** One household's data on one laptop. */
interface Checkout {
  readonly device: string
  readonly deviceName: string
  readonly login: string
  readonly household: string
  /** Null where the login may not see the client, or the household is gone. */
  readonly householdName: string | null
  readonly since: string
  /** Null while it is there. */
  readonly until: string | null
  readonly endedBy: string | null
  readonly proof: string | null
}

export function checkoutsCommand(): Command {
  return placedCommand(
    'checkouts',
    'Which clients’ data was on a laptop on a day (UTC). Asking is in the trail. For compliance.',
  )
    .requiredOption('--device <name-or-id>', 'the laptop’s name, or the id of one of its books')
    .requiredOption('--day <YYYY-MM-DD>', 'the day')
    .option('--csv', 'as CSV, with all columns')
    .option('--json', 'as JSON')
    .action(runCheckouts)
}

async function runCheckouts(options: Options): Promise<void> {
  const { device, day } = options
  if (!z.iso.date().safeParse(day).success)
    throw new WorkstationError('bad_input', '--day takes a day such as 2027-03-31.')
  const need = { role: 'compliance, an examiner, or an administrator' }
  const found = await withFirm(findPlace(options), need, (database) => readCheckouts(database, device, day))
  if (options.json) return print(JSON.stringify(found))
  if (options.csv) return print(toCsv(found))
  for (const { login, deviceName, household, householdName, since, until, endedBy } of found) {
    print(
      `${household}  ${householdName ?? '-'}  ${deviceName}  ${login}  since ${since}  ${until ? `until ${until} (${endedBy})` : 'still there'}`,
    )
  }
  print(`${found.length} households on ${device} on ${day}.`)
}

async function readCheckouts(database: Pick<FirmDatabase, 'query'>, device: string, day: string): Promise<Checkout[]> {
  const instant = (column: string) => `to_char(found.${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
  const rows = await database.query(
    `SELECT json_build_object('device', device_id, 'deviceName', device_name, 'login', login, 'household', household_id,
       'householdName', households.name, 'since', ${instant('checked_out_at')}, 'until', ${instant('ended_at')},
       'endedBy', ended_by, 'proof', proof) AS checkout
     FROM app.checkouts_on($1, $2) AS found LEFT JOIN public.households ON households.id = found.household_id`,
    [device, day],
  )
  return rows.map(({ checkout }) => JSON.parse(checkout ?? 'null') as Checkout)
}

const COLUMNS = [
  'device',
  'deviceName',
  'login',
  'household',
  'householdName',
  'since',
  'until',
  'endedBy',
  'proof',
] as const

/** RFC 4180, with a quote before what a spreadsheet would take for a formula. */
function toCsv(found: readonly Checkout[]): string {
  const cell = (value: string | null) => `"${(value ?? '').replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`
  return [COLUMNS.join(','), ...found.map((row) => COLUMNS.map((name) => cell(row[name])).join(','))].join('\r\n')
}
