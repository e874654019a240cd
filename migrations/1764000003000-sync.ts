import type { MigrationInterface, QueryRunner } from 'typeorm'

const householdTables = [
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
  'relationships',
  'document_contents',
  'transactions',
]
const firmTables = ['users', 'securities', 'prices']
const scopes: readonly (readonly [table: string, household: string])[] = [
  ['households', 'id'],
  ...householdTables.map((table) => [table, 'household_id'] as const),
  ...firmTables.map((table) => [table, 'NULL::uuid'] as const),
]

/** The thin change log, the log of assignments, the epoch, and the record of applied mutations. */
export class Sync1764000003000 implements MigrationInterface {
  name = 'Sync1764000003000'

  async up(runner: QueryRunner): Promise<void> {
    await this.createLogs(runner)
    await this.createTriggers(runner)
    await this.createLook(runner)
    await this.createMutations(runner)
  }

  private async createLogs(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sync.change_log (
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        table_name text NOT NULL,
        row_id uuid NOT NULL,
        household_id uuid,
        logged_at timestamptz NOT NULL DEFAULT now()
      )`)
    await runner.query(`CREATE INDEX ix_change_log_household ON sync.change_log (household_id, xid)`)
    await runner.query(`
      CREATE INDEX ix_change_log_firm ON sync.change_log (xid) WHERE household_id IS NULL`)
    await runner.query(`
      CREATE TABLE sync.access_log (
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        user_id uuid NOT NULL,
        household_id uuid NOT NULL,
        granted boolean NOT NULL,
        logged_at timestamptz NOT NULL DEFAULT now()
      )`)
    await runner.query(`CREATE INDEX ix_access_log_user ON sync.access_log (user_id, xid)`)
    await runner.query(`
      CREATE TABLE sync.epoch (
        only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
        epoch uuid NOT NULL DEFAULT gen_random_uuid(),
        began_at timestamptz(3) NOT NULL DEFAULT now()
      )`)
    await runner.query(`INSERT INTO sync.epoch DEFAULT VALUES`)
    await runner.query(`ALTER TABLE sync.change_log ENABLE ROW LEVEL SECURITY`)
    await runner.query(`ALTER TABLE sync.change_log FORCE ROW LEVEL SECURITY`)
    await runner.query(`
      CREATE POLICY own_changes ON sync.change_log FOR SELECT
      USING (household_id = ANY (ARRAY(SELECT app.my_households())) OR household_id IS NULL)`)
    await runner.query(`CREATE POLICY log_written ON sync.change_log FOR INSERT WITH CHECK (true)`)
    await runner.query(`ALTER TABLE sync.access_log ENABLE ROW LEVEL SECURITY`)
    await runner.query(`ALTER TABLE sync.access_log FORCE ROW LEVEL SECURITY`)
    await runner.query(`
      CREATE POLICY own_access ON sync.access_log FOR SELECT USING (user_id = (SELECT app.user_id()))`)
    await runner.query(`CREATE POLICY log_written ON sync.access_log FOR INSERT WITH CHECK (true)`)
    await runner.query(`GRANT SELECT ON sync.change_log, sync.access_log, sync.epoch TO firm_member`)
  }

  private async createTriggers(runner: QueryRunner): Promise<void> {
    for (const [table, household] of scopes) {
      for (const [event, transition, rows] of [
        ['INSERT', 'NEW TABLE AS new_rows', `SELECT id, ${household} FROM new_rows`],
        [
          'UPDATE',
          'OLD TABLE AS old_rows NEW TABLE AS new_rows',
          `SELECT id, ${household} FROM old_rows UNION SELECT id, ${household} FROM new_rows`,
        ],
        ['DELETE', 'OLD TABLE AS old_rows', `SELECT id, ${household} FROM old_rows`],
      ]) {
        const name = `sync.log_${table}_${event?.toLowerCase()}`
        await runner.query(`
          CREATE FUNCTION ${name}() RETURNS trigger
          LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
          BEGIN
            INSERT INTO sync.change_log (table_name, row_id, household_id)
            SELECT '${table}', changed.* FROM (${rows}) AS changed;
            RETURN NULL;
          END
          $$`)
        await runner.query(`
          CREATE TRIGGER c_sync_${event?.toLowerCase()} AFTER ${event} ON public.${table} REFERENCING ${transition}
          FOR EACH STATEMENT EXECUTE FUNCTION ${name}()`)
      }
    }
    await runner.query(`
      CREATE FUNCTION sync.log_access() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      BEGIN
        IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.advisor_id <> NEW.advisor_id) THEN
          INSERT INTO sync.access_log (user_id, household_id, granted) VALUES (OLD.advisor_id, OLD.id, false);
        END IF;
        IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR OLD.advisor_id <> NEW.advisor_id) THEN
          INSERT INTO sync.access_log (user_id, household_id, granted) VALUES (NEW.advisor_id, NEW.id, true);
        END IF;
        RETURN NULL;
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER d_sync_access AFTER INSERT OR UPDATE OF advisor_id OR DELETE ON public.households
      FOR EACH ROW EXECUTE FUNCTION sync.log_access()`)
  }

  private async createLook(runner: QueryRunner): Promise<void> {
    // What changed in my book since a snapshot, and whether this laptop may go on, in one round trip. Rows are
    // pointers only; the caller re-reads them.
    await runner.query(`
      CREATE FUNCTION sync.look(previous pg_snapshot, device uuid, expected_migration text) RETURNS jsonb
      LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
        SELECT jsonb_build_object(
          'snapshot', pg_current_snapshot()::text,
          'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'epoch', (SELECT epoch FROM sync.epoch),
          'standby', pg_is_in_recovery(),
          'revoked', EXISTS (SELECT FROM app.devices WHERE id = device AND revoked_at IS NOT NULL),
          'schema', CASE
            WHEN expected_migration = (
              SELECT name FROM public.schema_migrations ORDER BY timestamp DESC, id DESC LIMIT 1) THEN 'same'
            WHEN EXISTS (SELECT FROM public.schema_migrations WHERE name = expected_migration) THEN 'newer'
            ELSE 'older' END,
          'ahead', pg_snapshot_xmax(previous) > pg_snapshot_xmax(pg_current_snapshot()),
          'changes', (
            SELECT jsonb_object_agg(table_name, ids) FROM (
              SELECT table_name, jsonb_agg(DISTINCT row_id) AS ids FROM (
                SELECT table_name, row_id FROM sync.change_log
                WHERE household_id = ANY (ARRAY(SELECT app.my_households()))
                  AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)
                UNION ALL
                SELECT table_name, row_id FROM sync.change_log
                WHERE household_id IS NULL
                  AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)
              ) AS pointers GROUP BY table_name
            ) AS by_table),
          'access', (
            SELECT jsonb_object_agg(household_id, household_id = ANY (ARRAY(SELECT app.my_households())))
            FROM (SELECT DISTINCT household_id FROM sync.access_log
                  WHERE user_id = (SELECT app.user_id())
                    AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)) AS touched)
        )
      $$`)
  }

  private async createMutations(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sync.applied_mutations (
        mutation_id uuid NOT NULL,
        device_id uuid NOT NULL REFERENCES app.devices (id),
        user_id uuid NOT NULL REFERENCES public.users (id),
        applied_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (mutation_id)
      )`)
    await runner.query(`CREATE INDEX ix_applied_mutations_device_id ON sync.applied_mutations (device_id)`)
    await runner.query(`CREATE INDEX ix_applied_mutations_user_id ON sync.applied_mutations (user_id)`)
    await runner.query(`ALTER TABLE sync.applied_mutations ENABLE ROW LEVEL SECURITY`)
    await runner.query(`ALTER TABLE sync.applied_mutations FORCE ROW LEVEL SECURITY`)
    await runner.query(`
      CREATE POLICY own_mutations ON sync.applied_mutations
      USING (user_id = (SELECT app.user_id())) WITH CHECK (user_id = (SELECT app.user_id()))`)
    await runner.query(`GRANT SELECT, INSERT ON sync.applied_mutations TO firm_member`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE sync.applied_mutations`)
    await runner.query(`DROP FUNCTION sync.look(pg_snapshot, uuid, text)`)
    await runner.query(`DROP TRIGGER d_sync_access ON public.households`)
    await runner.query(`DROP FUNCTION sync.log_access()`)
    for (const [table] of scopes) {
      for (const event of ['insert', 'update', 'delete']) {
        await runner.query(`DROP TRIGGER c_sync_${event} ON public.${table}`)
        await runner.query(`DROP FUNCTION sync.log_${table}_${event}()`)
      }
    }
    await runner.query(`DROP TABLE sync.epoch`)
    await runner.query(`DROP TABLE sync.access_log`)
    await runner.query(`DROP TABLE sync.change_log`)
  }
}
