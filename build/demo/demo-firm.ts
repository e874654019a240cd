import { readDemoKeys } from '#build/commands/demo-keys.ts'
import { ensureFirm } from '#build/commands/ensure-firm.ts'
import { DATABASE_NAME } from '#build/database/development.ts'
import { type Database, ensureDatabase, startDatabase } from '#build/database/start-database.ts'
import type { KeyRing } from '#electron/vault/key-ring.ts'

/** The demonstration firm's server, running, with what only the tour may know. */
export interface DemoFirm extends Database {
  /** The keys of the firm's encrypted fields; the database never has them. */
  readonly keyRing: KeyRing
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
    const keyRing = await readDemoKeys(server)
    if (!keyRing) throw new Error(`${server.folder} holds a firm without its keys; remove the folder to begin anew`)
    return { ...server, keyRing }
  } catch (error) {
    await server.stop()
    throw error
  }
}
