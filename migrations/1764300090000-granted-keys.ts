import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The answer to a look, as an object of jsonb, with what this migration adds. */
function lookFunction(addition: string): string {
  return `
    CREATE OR REPLACE FUNCTION sync.look(previous pg_snapshot, device uuid, expected_migration text) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
      SELECT jsonb_build_object(
        'snapshot', pg_current_snapshot()::text,
        'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'epoch', sync.present_epoch(),
        'standby', pg_is_in_recovery(),
        'revoked', EXISTS (SELECT FROM app.devices WHERE id = device AND revoked_at IS NOT NULL),${addition}
        'schema', CASE
          WHEN expected_migration = (
            SELECT name FROM public.schema_migrations ORDER BY timestamp DESC, id DESC LIMIT 1) THEN 'same'
          WHEN EXISTS (SELECT FROM public.schema_migrations WHERE name = expected_migration) THEN 'newer'
          ELSE 'older' END,
        'ahead', pg_snapshot_xmax(previous) > pg_snapshot_xmax(pg_current_snapshot()),
        'expired', (
          SELECT pruned_before > pg_snapshot_xmax(previous) OR EXISTS (
            SELECT FROM pg_snapshot_xip(previous) AS open
            WHERE open < pruned_before AND pg_visible_in_snapshot(open, pg_current_snapshot()))
          FROM sync.epoch),
        'households', (
          SELECT jsonb_agg(DISTINCT household_id) FROM sync.change_log
          WHERE household_id = ANY (ARRAY(SELECT app.my_households()))
            AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)),
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
 * A laptop that looks for news also hears whether its keys are still the ones it was given, without another question:
 * a hash of what app.my_key_grants would answer, which the laptop makes of what it holds as well. Fields end with the
 * unit separator, rows with the record separator; neither occurs in a key's name or in an envelope.
 */
export class GrantedKeys1764300090000 implements MigrationInterface {
  name = 'GrantedKeys1764300090000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      lookFunction(`
        'key_grants', (
          SELECT encode(sha256(convert_to(coalesce(string_agg(
            concat(key_id, chr(31), purpose, chr(31), state, chr(31), envelope, chr(30)), '' ORDER BY place), ''),
            'UTF8')), 'hex')
          FROM app.my_key_grants(device) WITH ORDINALITY AS held (key_id, purpose, state, envelope, place)),`),
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(lookFunction(''))
  }
}
