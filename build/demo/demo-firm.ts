import { ensureFirm, readDataKey } from '#build/commands/ensure-firm.ts'
import { DATABASE_NAME } from '#build/database/development.ts'
import { type Database, ensureDatabase, startDatabase } from '#build/database/start-database.ts'
import type { DataKey } from '#electron/vault/pii-cipher.ts'

/** The demonstration firm's server, running, with what only the tour may know. */
export interface DemoFirm extends Database {
  /** The key of the firm's encrypted fields; the database never has it. */
  readonly dataKey: DataKey
}

/** Starts a server of its own for a tour and brings the demonstration firm up in it. */
export async function startDemoFirm(
  folder: string,
  households: number,
  say: (line: string) => void,
): Promise<DemoFirm> {
  const server = await startDatabase({ folder, say })
  try {
    await ensureDatabase(server, DATABASE_NAME)
    await ensureFirm(server, { households, say })
    const dataKey = readDataKey(server)
    if (!dataKey) throw new Error(`${server.folder} holds a firm without its data key; remove the folder to begin anew`)
    return { ...server, dataKey }
  } catch (error) {
    await server.stop()
    throw error
  }
}
