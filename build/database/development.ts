import { join } from 'node:path'
import { projectFolder } from './project-folder.ts'
import { asSuperuser, type Database, ensureDatabase, startDatabase } from './start-database.ts'

/** The name of the book of record's database, in development as in a firm. */
export const DATABASE_NAME = 'adviser'

/** Where `npm start` keeps its database. */
export const developmentFolder = join(projectFolder, '.data', 'database')

/** Starts the development database, or joins the one that runs, with an `adviser` database in it. */
export async function startDevelopmentDatabase(say: (sentence: string) => void): Promise<Database> {
  const server = await startDatabase({ folder: developmentFolder, say })
  await ensureDatabase(server, DATABASE_NAME)
  return server
}

/** Removes the `adviser` database and makes it anew, empty. */
export async function resetDatabase(server: Database): Promise<void> {
  await asSuperuser(server, 'postgres', (client) =>
    client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(DATABASE_NAME)} WITH (FORCE)`),
  )
  await ensureDatabase(server, DATABASE_NAME)
}
