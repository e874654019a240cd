import { Command } from 'commander'
import { extractPages, PATIENT } from '#electron/page-text/extract-pages.ts'
import { systemClock, systemIds } from '#electron/platform/system-ports.ts'
import { print } from './output.ts'
import { readMissingPages } from './page-work.ts'
import { findPlace, type PlaceOptions, placedCommand } from './place.ts'
import { withFirm } from './with-firm.ts'

const NEED = { role: 'operations' }
const script = new URL('../page-text/worker.ts', import.meta.url)

export function documentsCommand(): Command {
  return new Command('documents')
    .description('The documents in the firm’s database. For operations.')
    .addCommand(
      placedCommand(
        'read-pages',
        'Reads the text of filed documents whose pages are missing, so that search finds what they say.',
      )
        .option('--json', 'the report as JSON')
        .action(runReadPages),
    )
}

async function runReadPages(options: PlaceOptions & { readonly json?: boolean }): Promise<void> {
  const report = await withFirm(findPlace(options), NEED, (database) =>
    readMissingPages(database, {
      extract: (content, mediaType) =>
        extractPages({ script, clock: systemClock, limits: PATIENT }, content, mediaType),
      nextId: systemIds.next,
    }),
  )
  if (options.json) return print(JSON.stringify(report))
  print(`Read ${report.read} documents with ${report.pages} pages; ${report.empty} have no text.`)
  for (const id of report.unreadable) print(`Could not be read: version ${id}. Open it, and file a readable copy.`)
}
