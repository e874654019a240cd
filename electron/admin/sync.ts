import { Command } from 'commander'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { print } from './output.ts'
import { findPlace, type PlaceOptions, placedCommand } from './place.ts'
import { withFirm } from './with-firm.ts'

type Ask = Pick<FirmDatabase, 'query'>

const NEED = { role: 'an administrator' }

export function syncCommand(): Command {
  return new Command('sync')
    .description('What laptops keep their books in step by. For administrators.')
    .addCommand(
      placedCommand('prune', 'Removes pointers from the change log that are older than laptops stay away.')
        .option('--keep-days <n>', 'laptops that were away longer compare their whole book', '60')
        .action(runPrune),
    )
    .addCommand(
      placedCommand('mark-restored', 'After a restore: has every laptop compare its book with what is there now.')
        .requiredOption('--reason <text>', 'which backup, and why; the trail keeps it')
        .action(runMarkRestored),
    )
}

async function runPrune(options: PlaceOptions & { readonly keepDays: string }): Promise<void> {
  const days = Number(options.keepDays)
  if (!Number.isInteger(days) || days < 7 || days > 3650) {
    throw new WorkstationError('bad_input', '--keep-days takes a number from 7 to 3650.')
  }
  const removed = await withFirm(findPlace(options), NEED, (database) => pruneChangeLog(database, days))
  print(`${removed} pointers older than ${days} days removed.`)
}

/** @returns how many pointers were removed. */
async function pruneChangeLog(database: Ask, days: number): Promise<number> {
  const [answer] = await database.query('SELECT sync.prune_change_log(make_interval(days => $1)) AS removed', [days])
  return Number(answer?.removed)
}

async function runMarkRestored(options: PlaceOptions & { readonly reason: string }): Promise<void> {
  await withFirm(findPlace(options), NEED, (database) =>
    database.query('SELECT sync.begin_epoch($1)', [options.reason]),
  )
  print(
    'Marked. Laptops compare their book at their next contact, bring what differs, and keep what they have not sent.',
  )
}
