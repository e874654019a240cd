import { existsSync } from 'node:fs'
import { Command } from 'commander'
import type { ChainVerdict } from '#electron/audit/chain.ts'
import { verifyFirmChains } from '#electron/audit/firm-chains.ts'
import { mapCacheError } from '#electron/cache/errors.ts'
import { verifyLocalAudit } from '#electron/cache/local-audit.ts'
import { openCacheForReading } from '#electron/cache/open-cache.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { print } from './output.ts'
import { findPlace, type Place, type PlaceOptions } from './place.ts'
import { withFirm } from './with-firm.ts'

interface VerifyOptions extends PlaceOptions {
  readonly json?: boolean
  readonly offline?: boolean
}

interface VerifyReport {
  readonly ok: boolean
  /** The chain on this machine; null when there is no book here. */
  readonly laptop: ChainVerdict | null
  /** The chains of every laptop that the login may see in the firm's database; null with --offline. */
  readonly firm: readonly (ChainVerdict & { readonly deviceId: string })[] | null
}

export function auditCommand(): Command {
  return new Command('audit')
    .description('The audit trail.')
    .addCommand(
      new Command('verify')
        .description('Walks the hash chain on this machine, and those of the laptops in the firm’s database.')
        .option('--profile <folder>', 'the workstation’s profile folder')
        .option('--policy <file>', 'the policy file that names the server')
        .option(
          '--login <name>',
          'whose book; also the login that asks the firm (password: ADVISER_DB_PASSWORD or keychain)',
        )
        .option('--offline', 'only this machine')
        .option('--json', 'the report as JSON')
        .action(runVerify),
    )
}

async function runVerify(options: VerifyOptions): Promise<void> {
  const report = await verifyAudit(options)
  if (options.json) print(JSON.stringify(report))
  else printReport(report)
  process.exitCode = report.ok ? 0 : 1
}

/** @throws WorkstationError when the book or the firm cannot be read at all. */
export async function verifyAudit(options: VerifyOptions): Promise<VerifyReport> {
  const place = findPlace(options)
  const laptop = await verifyLaptop(place)
  const firm = options.offline ? null : await verifyFirm(place)
  const ok = (laptop?.ok ?? true) && (firm ?? []).every((chain) => chain.ok)
  return { ok, laptop, firm }
}

async function verifyLaptop({ bookFile, secrets, policy }: Place): Promise<ChainVerdict | null> {
  if (!existsSync(bookFile)) return null
  const key = await secrets.readKey()
  if (!key)
    throw new WorkstationError('keychain', 'The keychain has no key for this book, so its trail cannot be read.')
  try {
    const db = openCacheForReading({ path: bookFile, key, cipher: policy.cache.cipher })
    try {
      return verifyLocalAudit(db)
    } finally {
      db.close()
    }
  } catch (error) {
    throw mapCacheError(error)
  }
}

async function verifyFirm(place: Place): Promise<VerifyReport['firm']> {
  return await withFirm(
    place,
    { role: 'compliance', otherwise: 'Set ADVISER_DB_PASSWORD or use --offline.' },
    verifyFirmChains,
  )
}

function printReport({ laptop, firm, ok }: VerifyReport): void {
  print(laptop ? `This machine: ${sentence(laptop)}` : 'This machine: no book here.')
  for (const chain of firm ?? []) print(`Laptop ${chain.deviceId} in the firm’s database: ${sentence(chain)}`)
  if (firm?.length === 0) print('The firm’s database has no laptop that this login may see.')
  print(ok ? 'PASS' : 'FAIL')
}

function sentence({ ok, events, firstBroken }: ChainVerdict): string {
  if (ok) return events === 1 ? 'one event, in place.' : `${events} events, every one in place.`
  return `broken at event ${firstBroken?.sequence}: ${firstBroken?.problem} (${events} before it hold).`
}
