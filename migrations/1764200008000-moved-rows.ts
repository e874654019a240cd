import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Tables that laptops carry, and the column that says whose a row is; null where that never changes. */
const logged: readonly (readonly [table: string, household: string, moves: boolean])[] = [
  ['households', 'id', false],
  ...[
    'team_members',
    'persons',
    'household_members',
    'entities',
    'accounts',
    'account_owners',
    'beneficiaries',
    'meetings',
    'tasks',
    'meeting_notes',
    'positions',
    'communications',
    'documents',
    'document_versions',
    'relationships',
    'disclosures',
    'document_contents',
    'transactions',
  ].map((table) => [table, 'household_id', true] as const),
  ...['users', 'securities', 'prices', 'firm_settings', 'retention_policies'].map(
    (table) => [table, 'NULL::uuid', false] as const,
  ),
]

/** An update logs its rows once. Only a row that moved to another household is logged for the former one as well. */
export class MovedRows1764200008000 implements MigrationInterface {
  name = 'MovedRows1764200008000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION sync.log_moved() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      BEGIN
        INSERT INTO sync.change_log (table_name, row_id, household_id) VALUES (TG_TABLE_NAME, OLD.id, OLD.household_id);
        RETURN NULL;
      END
      $$`)
    for (const [table, household, moves] of logged) {
      await this.logUpdates(runner, table, `SELECT id, ${household} FROM new_rows`)
      if (!moves) continue
      await runner.query(`
        CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.${table} FOR EACH ROW
        WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved()`)
    }
  }

  private async logUpdates(runner: QueryRunner, table: string, rows: string): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION sync.log_${table}_update() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      BEGIN
        INSERT INTO sync.change_log (table_name, row_id, household_id)
        SELECT '${table}', changed.* FROM (${rows}) AS changed;
        RETURN NULL;
      END
      $$`)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, household, moves] of logged) {
      if (moves) await runner.query(`DROP TRIGGER c_sync_moved ON public.${table}`)
      await this.logUpdates(
        runner,
        table,
        `SELECT id, ${household} FROM old_rows UNION SELECT id, ${household} FROM new_rows`,
      )
    }
    await runner.query(`DROP FUNCTION sync.log_moved()`)
  }
}
