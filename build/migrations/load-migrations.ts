import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectFolder } from '#build/database/project-folder.ts'
import type { MigrationClass } from './data-source.ts'

export const migrationsFolder = join(projectFolder, 'migrations')

/**
 * The migrations of a folder, oldest first: files called `<timestamp>-<name>.ts`, each exporting one class.
 * @throws Error for a file that exports none, or more than one.
 */
export async function loadMigrations(folder: string = migrationsFolder): Promise<MigrationClass[]> {
  const files = readdirSync(folder).filter((name) => /^\d{13}-.+\.ts$/.test(name))
  return await Promise.all(files.sort().map((name) => loadMigration(join(folder, name))))
}

async function loadMigration(file: string): Promise<MigrationClass> {
  const exported = Object.values((await import(pathToFileURL(file).href)) as object)
  const [migration, ...others] = exported.filter((value) => typeof value === 'function')
  if (migration === undefined || others.length > 0) throw new Error(`${file} must export exactly one migration class`)
  const migrationClass = migration as MigrationClass
  if (new migrationClass().name !== migrationClass.name) throw new Error(`${file}: its name must be its class's name`)
  return migrationClass
}
