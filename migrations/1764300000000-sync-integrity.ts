import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The answer to a look, as an object of jsonb, with what this migration adds or leaves out. */
function lookFunction(epoch: string, additions: string): string {
  return `
    CREATE OR REPLACE FUNCTION sync.look(previous pg_snapshot, device uuid, expected_migration text) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
      SELECT jsonb_build_object(
        'snapshot', pg_current_snapshot()::text,
        'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'epoch', ${epoch},
        'standby', pg_is_in_recovery(),
        'revoked', EXISTS (SELECT FROM app.devices WHERE id = device AND revoked_at IS NOT NULL),
        'schema', CASE
          WHEN expected_migration = (
            SELECT name FROM public.schema_migrations ORDER BY timestamp DESC, id DESC LIMIT 1) THEN 'same'
          WHEN EXISTS (SELECT FROM public.schema_migrations WHERE name = expected_migration) THEN 'newer'
          ELSE 'older' END,
        'ahead', pg_snapshot_xmax(previous) > pg_snapshot_xmax(pg_current_snapshot()),${additions}
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
    $$`
}

/**
 * What a laptop needs to trust its book: which database answers, whether the logs still reach back to its cursor, which
 * households were touched, and whether a row that is not shown is truly gone.
 */
export class SyncIntegrity1764300000000 implements MigrationInterface {
  name = 'SyncIntegrity1764300000000'

  async up(runner: QueryRunner): Promise<void> {
    await this.createEpoch(runner)
    await this.createPruning(runner)
    await this.createHidden(runner)
    // A pointer is missing to a cursor that did not see its transaction: one after it, or one that was open then and has
    // ended since. What is open still was not pruned, or a long transaction would have every laptop compare for ever.
    await runner.query(
      lookFunction(
        'sync.present_epoch()',
        `
        'expired', (
          SELECT pruned_before > pg_snapshot_xmax(previous) OR EXISTS (
            SELECT FROM pg_snapshot_xip(previous) AS open
            WHERE open < pruned_before AND pg_visible_in_snapshot(open, pg_current_snapshot()))
          FROM sync.epoch),
        'households', (
          SELECT jsonb_agg(DISTINCT household_id) FROM sync.change_log
          WHERE household_id = ANY (ARRAY(SELECT app.my_households()))
            AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)),`,
      ),
    )
  }

  private async createEpoch(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync.epoch ADD COLUMN pruned_before xid8 NOT NULL DEFAULT '0'`)
    // A copy, a restore into another cluster, and a promoted standby each answer with another text. While a standby
    // recovers it has no timeline of its own to write on.
    await runner.query(`
      CREATE FUNCTION sync.present_epoch() RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT epoch || '/' || (SELECT system_identifier FROM pg_control_system()) || '/' || CASE
          WHEN pg_is_in_recovery() THEN lpad(to_hex((SELECT timeline_id FROM pg_control_checkpoint())), 8, '0')
          ELSE lower(left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)) END
        FROM sync.epoch
      $$`)
    await runner.query(`
      CREATE FUNCTION sync.begin_epoch(why text) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      BEGIN
        IF coalesce(btrim(why), '') = '' THEN
          RAISE EXCEPTION 'Say why laptops shall compare their books, such as the backup that was restored.' USING ERRCODE = 'AW006';
        END IF;
        UPDATE sync.epoch SET epoch = gen_random_uuid(), began_at = now();
        PERFORM audit.record_event('integrity', 'restore', NULL, NULL, NULL, NULL, why);
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION sync.begin_epoch(text) FROM PUBLIC`)
    await runner.query(`GRANT EXECUTE ON FUNCTION sync.begin_epoch(text) TO firm_administrator`)
  }

  private async createPruning(runner: QueryRunner): Promise<void> {
    for (const log of ['change_log', 'access_log']) {
      await runner.query(`CREATE POLICY by_its_owner ON sync.${log} TO CURRENT_USER USING (true) WITH CHECK (true)`)
    }
    // The horizon moves in the same transaction: whoever no longer sees the pointers sees that they are missing.
    await runner.query(`
      CREATE FUNCTION sync.prune_change_log(keep interval) RETURNS bigint
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        removed bigint;
        newest xid8;
        other bigint;
        other_newest xid8;
      BEGIN
        IF keep < interval '7 days' THEN
          RAISE EXCEPTION 'Keep at least 7 days of the change log: laptops that were away longer compare their whole book.'
            USING ERRCODE = 'AW006';
        END IF;
        PERFORM FROM sync.epoch FOR UPDATE;
        WITH gone AS (DELETE FROM sync.change_log WHERE logged_at < now() - keep RETURNING xid)
        SELECT count(*), max(xid) INTO removed, newest FROM gone;
        WITH gone AS (DELETE FROM sync.access_log WHERE logged_at < now() - keep RETURNING xid)
        SELECT count(*), max(xid) INTO other, other_newest FROM gone;
        newest := greatest(newest, other_newest);
        IF newest IS NULL THEN
          RETURN 0;
        END IF;
        UPDATE sync.epoch SET pruned_before = greatest(pruned_before, ((newest::text::numeric) + 1)::text::xid8);
        PERFORM audit.record_event('admin', 'delete', 'change_log', NULL, NULL,
          jsonb_build_object('pointers', jsonb_build_array(removed + other, 0)), 'kept ' || keep);
        RETURN removed + other;
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION sync.prune_change_log(interval) FROM PUBLIC`)
    await runner.query(`GRANT EXECUTE ON FUNCTION sync.prune_change_log(interval) TO firm_administrator`)
    await runner.query(`CREATE INDEX ix_change_log_logged_at ON sync.change_log USING brin (logged_at)`)
  }

  private async createHidden(runner: QueryRunner): Promise<void> {
    // Rows that the asker ought to see: they are there, and of a household that is theirs. A policy that hides them
    // is the only thing between, so a laptop that was not shown them must not take them for deleted.
    await runner.query(`
      CREATE FUNCTION sync.count_hidden(missing jsonb) RETURNS bigint
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        mine uuid[] := app.my_household_ids();
        asked record;
        household text;
        found bigint;
        total bigint := 0;
      BEGIN
        FOR asked IN SELECT key AS name, ARRAY(SELECT jsonb_array_elements_text(value)::uuid) AS ids FROM jsonb_each(missing) LOOP
          SELECT CASE WHEN asked.name = 'households' THEN 'id' ELSE max(attname) END INTO household FROM pg_attribute
          WHERE attrelid = to_regclass(format('public.%I', asked.name)) AND attname = 'household_id' AND NOT attisdropped;
          EXECUTE format('SELECT count(*) FROM public.%I WHERE id = ANY ($1) AND (%s)', asked.name,
            CASE WHEN household IS NULL THEN 'true' ELSE household || ' = ANY ($2)' END)
          INTO found USING asked.ids, mine;
          total := total + found;
        END LOOP;
        RETURN total;
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION sync.count_hidden(jsonb) FROM PUBLIC`)
    await runner.query(`GRANT EXECUTE ON FUNCTION sync.count_hidden(jsonb) TO firm_member, firm_pooler`)
    await runner.query(`SELECT app.act_for_keeper(true)`)
    await runner.query(`ALTER FUNCTION sync.count_hidden(jsonb) OWNER TO firm_keeper`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(lookFunction('(SELECT epoch FROM sync.epoch)', ''))
    await runner.query(`SELECT app.act_for_keeper(true)`)
    await runner.query(`DROP FUNCTION sync.count_hidden(jsonb)`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
    await runner.query(`DROP INDEX sync.ix_change_log_logged_at`)
    await runner.query(`DROP FUNCTION sync.prune_change_log(interval)`)
    for (const log of ['change_log', 'access_log']) await runner.query(`DROP POLICY by_its_owner ON sync.${log}`)
    await runner.query(`DROP FUNCTION sync.begin_epoch(text)`)
    await runner.query(`DROP FUNCTION sync.present_epoch()`)
    await runner.query(`ALTER TABLE sync.epoch DROP COLUMN pruned_before`)
  }
}
