import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { type ChainLink, type ChainVerdict, FIRST_HASH, verifyChain } from './chain.ts'

const PAGE = 2_000

/**
 * Walks the chains of all laptops that the person may see in the firm's database, recomputing every hash here: the
 * server's word is not taken for it. The head that the server keeps for each laptop must be the chain's end.
 */
export async function verifyFirmChains(
  database: Pick<FirmDatabase, 'query'>,
): Promise<(ChainVerdict & { deviceId: string })[]> {
  const devices = await database.query(
    `SELECT id, devices.last_sequence, coalesce(archived.last_sequence, 0) AS archived_sequence, archived.last_hash AS archived_hash
     FROM app.devices LEFT JOIN audit.archived_chains AS archived ON device_id = id ORDER BY id`,
  )
  const verdicts: (ChainVerdict & { deviceId: string })[] = []
  for (const device of devices) {
    const deviceId = device.id ?? ''
    // Months that were archived took the beginning of the chain with them; the rest must follow where they ended.
    const before = { sequence: Number(device.archived_sequence), hash: device.archived_hash ?? FIRST_HASH }
    const links = await readLinks(database, deviceId, before.sequence)
    const verdict = verifyChain(links, before)
    verdicts.push({ ...checkHead(verdict, links.at(-1) ?? before, Number(device.last_sequence)), deviceId })
  }
  return verdicts
}

/** A chain cut at its end still links up: only the head tells that events are missing. */
function checkHead(verdict: ChainVerdict, last: Pick<ChainLink, 'sequence'>, expected: number): ChainVerdict {
  if (!verdict.ok || last.sequence === expected) return verdict
  const sequence = last.sequence + 1
  return {
    ...verdict,
    ok: false,
    firstBroken: { sequence, problem: `events up to ${expected} are missing at the end` },
  }
}

async function readLinks(database: Pick<FirmDatabase, 'query'>, deviceId: string, after: number): Promise<ChainLink[]> {
  const links: ChainLink[] = []
  for (;;) {
    const rows = await database.query(
      `SELECT device_sequence, payload, previous_hash, hash FROM public.audit_events
       WHERE device_id = $1 AND origin = 'laptop' AND device_sequence > $2 ORDER BY device_sequence LIMIT ${PAGE}`,
      [deviceId, links.at(-1)?.sequence ?? after],
    )
    for (const row of rows) {
      links.push({
        sequence: Number(row.device_sequence),
        payload: row.payload ?? '',
        previousHash: row.previous_hash ?? '',
        hash: row.hash ?? '',
      })
    }
    if (rows.length < PAGE) return links
  }
}
