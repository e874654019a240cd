import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * What one command changed on a laptop is applied as one unit. Each unit has its place in the order of its device, so
 * that a copied book, or a database that lost what it was sent, is noticed by whoever comes next.
 */
export class UnitsOfWork1764300020000 implements MigrationInterface {
  name = 'UnitsOfWork1764300020000'

  async up(runner: QueryRunner): Promise<void> {
    await this.createUnits(runner)
    await this.takeOver(runner)
    await this.createFunctions(runner)
  }

  private async createUnits(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sync.applied_units (
        unit_id uuid NOT NULL PRIMARY KEY,
        device_id uuid NOT NULL REFERENCES app.devices (id),
        sequence bigint NOT NULL CHECK (sequence > 0),
        user_id uuid NOT NULL REFERENCES public.users (id),
        applied_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT one_unit_at_a_place UNIQUE (device_id, sequence)
      )`)
    await runner.query(`CREATE INDEX ix_applied_units_user_id ON sync.applied_units (user_id)`)
    // What became of the row is kept with the mutation: a repeated one is answered with it.
    await runner.query(`
      ALTER TABLE sync.applied_mutations
        ADD COLUMN unit_id uuid REFERENCES sync.applied_units (unit_id),
        ADD COLUMN version_before integer,
        ADD COLUMN version_after integer`)
    await runner.query(`CREATE INDEX ix_applied_mutations_unit_id ON sync.applied_mutations (unit_id)`)
  }

  /** What was applied one by one becomes a unit each, in the order it came. */
  private async takeOver(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync.applied_mutations NO FORCE ROW LEVEL SECURITY`)
    await runner.query(`
      INSERT INTO sync.applied_units (unit_id, device_id, sequence, user_id, applied_at)
      SELECT mutation_id, device_id, row_number() OVER (PARTITION BY device_id ORDER BY applied_at, mutation_id),
        user_id, applied_at
      FROM sync.applied_mutations`)
    await runner.query(`UPDATE sync.applied_mutations SET unit_id = mutation_id`)
    await runner.query(`ALTER TABLE sync.applied_mutations FORCE ROW LEVEL SECURITY`)
    await runner.query(`ALTER TABLE sync.applied_units ENABLE ROW LEVEL SECURITY`)
    await runner.query(`ALTER TABLE sync.applied_units FORCE ROW LEVEL SECURITY`)
    await runner.query(`
      CREATE POLICY own_units ON sync.applied_units
      USING (user_id = (SELECT app.user_id())) WITH CHECK (user_id = (SELECT app.user_id()))`)
    await runner.query(`CREATE POLICY keeper_reads ON sync.applied_units FOR SELECT TO firm_keeper USING (true)`)
    await runner.query(`GRANT SELECT, INSERT ON sync.applied_units TO firm_member`)
    await runner.query(`GRANT SELECT ON sync.applied_units TO firm_keeper`)
  }

  private async createFunctions(runner: QueryRunner): Promise<void> {
    // Answers whether the unit is new, was applied before (with what became of its rows), stands at a place that another
    // unit took, or comes after units that this database does not have. It waits for a first attempt that still runs.
    await runner.query(`
      CREATE FUNCTION sync.begin_unit(device uuid, place bigint, unit uuid) RETURNS jsonb
      LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
      DECLARE
        last bigint;
        known sync.applied_units;
      BEGIN
        PERFORM set_config('app.device_id', device::text, true), set_config('lock_timeout', '2s', true);
        SELECT * INTO known FROM sync.applied_units WHERE unit_id = unit;
        IF NOT FOUND THEN
          SELECT coalesce(max(sequence), 0) INTO last FROM sync.applied_units WHERE device_id = device;
          IF place > last + 1 THEN
            RETURN jsonb_build_object('state', 'ahead', 'last', last);
          END IF;
          INSERT INTO sync.applied_units (unit_id, device_id, sequence, user_id)
          VALUES (unit, device, place, app.user_id()) ON CONFLICT DO NOTHING;
          IF FOUND THEN
            RETURN jsonb_build_object('state', 'new');
          END IF;
          SELECT * INTO known FROM sync.applied_units WHERE unit_id = unit;
        END IF;
        IF known.unit_id IS NULL THEN
          RETURN jsonb_build_object('state', 'taken', 'by', (
            SELECT unit_id FROM sync.applied_units WHERE device_id = device AND sequence = place));
        END IF;
        RETURN jsonb_build_object('state', 'known', 'device', known.device_id, 'sequence', known.sequence, 'results', (
          SELECT jsonb_object_agg(mutation_id, jsonb_build_array(version_before, version_after))
          FROM sync.applied_mutations WHERE unit_id = unit));
      END
      $$`)
    // Notes what became of each change, and holds the unit to what is otherwise only asked at its end, while it is still
    // known what it was.
    await runner.query(`
      CREATE FUNCTION sync.finish_unit(device uuid, unit uuid, results jsonb) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
      BEGIN
        INSERT INTO sync.applied_mutations (mutation_id, unit_id, device_id, user_id, version_before, version_after)
        SELECT key::uuid, unit, device, app.user_id(), (value ->> 0)::integer, (value ->> 1)::integer
        FROM jsonb_each(results) ON CONFLICT (mutation_id) DO NOTHING;
        SET CONSTRAINTS ALL IMMEDIATE;
      END
      $$`)
    // How far this database knows a device: its last unit, those beyond what the laptop knows to be applied (two are
    // enough to tell), and the end of its trail.
    await runner.query(`
      CREATE FUNCTION sync.place_of(device uuid, sent bigint) RETURNS jsonb
      LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
        SELECT jsonb_build_object(
          'last', (SELECT coalesce(max(sequence), 0) FROM sync.applied_units WHERE device_id = device),
          'beyond', (
            SELECT coalesce(jsonb_agg(unit_id), '[]') FROM (
              SELECT unit_id FROM sync.applied_units WHERE device_id = device AND sequence > sent
              ORDER BY sequence LIMIT 2) AS units),
          'trail', (SELECT jsonb_build_array(last_sequence, last_hash) FROM app.devices WHERE id = device))
      $$`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION sync.place_of(uuid, bigint)`)
    await runner.query(`DROP FUNCTION sync.finish_unit(uuid, uuid, jsonb)`)
    await runner.query(`DROP FUNCTION sync.begin_unit(uuid, bigint, uuid)`)
    await runner.query(`
      ALTER TABLE sync.applied_mutations DROP COLUMN unit_id, DROP COLUMN version_before, DROP COLUMN version_after`)
    await runner.query(`DROP TABLE sync.applied_units`)
  }
}
