import { readFileSync } from 'node:fs'
import { DataSource, type Logger, type MigrationInterface } from 'typeorm'
import { deriveEntitySchemas } from './entity-schemas.ts'

/** Where the migrations run. The certificate is always verified, against `caFile` or the system's authorities. */
export interface MigrationTarget {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
  /** PEM file of the authority that signed the server's certificate. */
  readonly caFile?: string
}

export type MigrationClass = new () => MigrationInterface

const ignore = () => undefined

/** TypeORM's own logger writes to the terminal, errors even when it is off; ours are thrown and said once. */
export const silentLogger: Logger = {
  logQuery: ignore,
  logQueryError: ignore,
  logQuerySlow: ignore,
  logSchemaBuild: ignore,
  logMigration: ignore,
  log: ignore,
}

/** TypeORM, for migrations alone: the records as entities, one unit of work for each migration. */
export function createDataSource(target: MigrationTarget, migrations: readonly MigrationClass[]): DataSource {
  return new DataSource({
    type: 'postgres',
    host: target.host,
    port: target.port,
    database: target.database,
    username: target.user,
    password: target.password,
    ssl: target.caFile === undefined ? true : { ca: readFileSync(target.caFile, 'utf8') },
    applicationName: 'adviser-migrations',
    entities: deriveEntitySchemas(),
    migrations: [...migrations],
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    logger: silentLogger,
  })
}
