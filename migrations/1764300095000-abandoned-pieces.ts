import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Pieces of files that never arrive whole can be removed: whoever discards a file tells, but a laptop that is lost, wiped,
 * or set up anew does not.
 */
export class AbandonedPieces1764300095000 implements MigrationInterface {
  name = 'AbandonedPieces1764300095000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE POLICY by_its_owner ON sync.arriving_pieces TO CURRENT_USER USING (true) WITH CHECK (true)`,
    )
    // By the newest piece of a file: one that still comes, however slowly, is not abandoned.
    await runner.query(`
      CREATE FUNCTION sync.prune_arriving_pieces(keep interval) RETURNS bigint
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        files bigint;
        pieces bigint;
      BEGIN
        IF keep < interval '7 days' THEN
          RAISE EXCEPTION 'Keep pieces of files for at least 7 days: a laptop may be offline in the middle of sending.'
            USING ERRCODE = 'AW006';
        END IF;
        WITH abandoned AS (
          SELECT version_id FROM sync.arriving_pieces GROUP BY version_id HAVING max(arrived_at) < now() - keep
        ), gone AS (
          DELETE FROM sync.arriving_pieces USING abandoned
          WHERE arriving_pieces.version_id = abandoned.version_id RETURNING arriving_pieces.version_id
        )
        SELECT count(DISTINCT version_id), count(*) INTO files, pieces FROM gone;
        IF files > 0 THEN
          PERFORM audit.record_event('admin', 'delete', 'arriving_pieces', NULL, NULL,
            jsonb_build_object('files', jsonb_build_array(files, 0), 'pieces', jsonb_build_array(pieces, 0)),
            'kept ' || keep);
        END IF;
        RETURN files;
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION sync.prune_arriving_pieces(interval) FROM PUBLIC`)
    await runner.query(`GRANT EXECUTE ON FUNCTION sync.prune_arriving_pieces(interval) TO firm_administrator`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION sync.prune_arriving_pieces(interval)`)
    await runner.query(`DROP POLICY by_its_owner ON sync.arriving_pieces`)
  }
}
