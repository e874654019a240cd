import type { MigrationInterface, QueryRunner } from 'typeorm'

const tables = ['fee_schedules', 'fee_tiers'] as const

const logged = [
  ['insert', 'NEW TABLE AS changed'],
  ['update', 'NEW TABLE AS changed'],
  ['delete', 'OLD TABLE AS changed'],
] as const

/** Fee schedules with their breakpoints, and who is charged by which. */
export class FeeSchedules1764500020100 implements MigrationInterface {
  name = 'FeeSchedules1764500020100'

  async up(runner: QueryRunner): Promise<void> {
    // Policies bind the tables' owner too; references and moves must see every row.
    await runner.query(`SELECT app.force_policies(false)`)
    await this.createTables(runner)
    await runner.query(`SELECT app.force_policies(true)`)
    await this.createPolicies(runner)
    await this.createTriggers(runner)
    await this.requireBeginning(runner)
    await this.keepClasses(runner)
    await runner.query(`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'`)
  }

  private async createTables(runner: QueryRunner): Promise<void> {
    const common = (table: string) => `
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        CONSTRAINT pk_${table} PRIMARY KEY (id),
        CONSTRAINT fk_${table}_created_by FOREIGN KEY (created_by)
          REFERENCES public.users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        CONSTRAINT fk_${table}_updated_by FOREIGN KEY (updated_by)
          REFERENCES public.users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE`
    await runner.query(`
      CREATE TABLE public.fee_schedules (${common('fee_schedules')},
        name text NOT NULL,
        method text NOT NULL,
        yearly_minimum numeric(20,4),
        ended_on date,
        CONSTRAINT uq_fee_schedules_name UNIQUE (name),
        CONSTRAINT ck_fee_schedules_name CHECK (char_length(name) <= 100),
        CONSTRAINT ck_fee_schedules_method CHECK (method IN ('marginal', 'whole')),
        CONSTRAINT ck_fee_schedules_yearly_minimum CHECK (yearly_minimum >= 0)
      )`)
    await runner.query(`
      CREATE TABLE public.fee_tiers (${common('fee_tiers')},
        fee_schedule_id uuid NOT NULL,
        in_force_from date NOT NULL,
        from_amount numeric(20,4) NOT NULL,
        rate numeric(12,6) NOT NULL,
        CONSTRAINT uq_fee_tiers_fee_schedule_id_in_force_from_from_amount
          UNIQUE (fee_schedule_id, in_force_from, from_amount),
        CONSTRAINT ck_fee_tiers_from_amount CHECK (from_amount >= 0),
        CONSTRAINT ck_fee_tiers_rate CHECK (rate >= 0 AND rate <= 1000),
        CONSTRAINT fk_fee_tiers_fee_schedule_id FOREIGN KEY (fee_schedule_id)
          REFERENCES public.fee_schedules (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
      )`)
    for (const table of ['accounts', 'households']) {
      await runner.query(`
        ALTER TABLE public.${table} ADD fee_schedule_id uuid,
          ADD CONSTRAINT fk_${table}_fee_schedule_id FOREIGN KEY (fee_schedule_id)
            REFERENCES public.fee_schedules (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE`)
      await runner.query(`CREATE INDEX ix_${table}_fee_schedule_id ON public.${table} (fee_schedule_id)`)
    }
  }

  private async createPolicies(runner: QueryRunner): Promise<void> {
    for (const table of tables) {
      await runner.query(`ALTER TABLE public.${table} ENABLE ROW LEVEL SECURITY`)
      await runner.query(`ALTER TABLE public.${table} FORCE ROW LEVEL SECURITY`)
      await runner.query(`GRANT SELECT ON public.${table} TO firm_member, firm_keeper`)
      await runner.query(`GRANT INSERT, UPDATE ON public.${table} TO firm_operations`)
      await runner.query(`CREATE POLICY keeper_reads ON public.${table} FOR SELECT TO firm_keeper USING (true)`)
      await runner.query(`CREATE POLICY firm_reads ON public.${table} FOR SELECT USING (true)`)
      await runner.query(`
        CREATE POLICY operations_add ON public.${table} FOR INSERT TO firm_operations WITH CHECK (true)`)
      await runner.query(`
        CREATE POLICY operations_change ON public.${table} FOR UPDATE
        TO firm_operations USING (true) WITH CHECK (true)`)
    }
  }

  private async createTriggers(runner: QueryRunner): Promise<void> {
    for (const table of tables) {
      await runner.query(`
        CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.${table}
        FOR EACH ROW EXECUTE FUNCTION app.stamp_row()`)
      await runner.query(`SELECT audit.watch('public.${table}')`)
      for (const [event, transition] of logged) {
        await runner.query(`
          CREATE FUNCTION sync.log_${table}_${event}() RETURNS trigger
          LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
          BEGIN
            INSERT INTO sync.change_log (table_name, row_id, household_id)
            SELECT '${table}', id, NULL::uuid FROM changed;
            RETURN NULL;
          END
          $$`)
        await runner.query(`
          CREATE TRIGGER c_sync_${event} AFTER ${event} ON public.${table} REFERENCING ${transition}
          FOR EACH STATEMENT EXECUTE FUNCTION sync.log_${table}_${event}()`)
      }
    }
  }

  private async requireBeginning(runner: QueryRunner): Promise<void> {
    // Checked when the unit of work ends, the schedule locked first, as of the weights of models. Two tiers cannot begin
    // at one amount, so that a table whose first begins at nothing ascends and has no gap.
    await runner.query(`
      CREATE FUNCTION app.require_first_tier() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
      DECLARE
        part record;
        beginning numeric;
      BEGIN
        FOR part IN
          SELECT DISTINCT (image ->> 'fee_schedule_id')::uuid AS schedule_id, (image ->> 'in_force_from')::date AS in_force_from
          FROM (VALUES (to_jsonb(OLD)), (to_jsonb(NEW))) AS images (image)
          WHERE image IS NOT NULL AND image <> 'null' ORDER BY 1, 2
        LOOP
          PERFORM FROM public.fee_schedules WHERE id = part.schedule_id FOR NO KEY UPDATE;
          SELECT min(from_amount) INTO beginning FROM public.fee_tiers
          WHERE fee_schedule_id = part.schedule_id AND in_force_from = part.in_force_from;
          IF beginning <> 0 THEN
            RAISE EXCEPTION 'the tiers of fee schedule % in force from % begin at % and not at nothing',
              part.schedule_id, part.in_force_from, trim_scale(beginning)
              USING ERRCODE = '23514', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
          END IF;
        END LOOP;
        RETURN NULL;
      END
      $$`)
    await runner.query(`
      CREATE CONSTRAINT TRIGGER tiers_begin_at_nothing
      AFTER INSERT OR DELETE OR UPDATE OF fee_schedule_id, in_force_from, from_amount ON public.fee_tiers
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.require_first_tier()`)
  }

  private async keepClasses(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE app.record_classes NO FORCE ROW LEVEL SECURITY`)
    await this.movePlaces(runner, tables.length)
    await runner.query(`
      INSERT INTO app.record_classes (table_name, retention_class, scope, dated_by, place)
      SELECT added.name, 'reference', 'firm', added.dated_by, class.place + added.number
      FROM (VALUES ('fee_schedules', 'created_at', 1), ('fee_tiers', 'in_force_from', 2)) AS added (name, dated_by, number),
        app.record_classes AS class WHERE class.table_name = 'model_weights'`)
    await runner.query(`ALTER TABLE app.record_classes FORCE ROW LEVEL SECURITY`)
  }

  /** Places are unique at every moment, so those that move go round below zero. */
  private async movePlaces(runner: QueryRunner, by: number): Promise<void> {
    await runner.query(`
      UPDATE app.record_classes SET place = -place - ${by}
      WHERE place > (SELECT place FROM app.record_classes WHERE table_name = 'model_weights')`)
    await runner.query(`UPDATE app.record_classes SET place = -place WHERE place < 0`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE app.record_classes NO FORCE ROW LEVEL SECURITY`)
    await runner.query(`DELETE FROM app.record_classes WHERE table_name IN ('fee_schedules', 'fee_tiers')`)
    await this.movePlaces(runner, -tables.length)
    await runner.query(`ALTER TABLE app.record_classes FORCE ROW LEVEL SECURITY`)
    await runner.query(`SELECT app.force_policies(false)`)
    for (const table of ['accounts', 'households']) {
      await runner.query(`ALTER TABLE public.${table} DROP COLUMN fee_schedule_id`)
    }
    for (const table of tables.toReversed()) {
      await runner.query(`SELECT audit.unwatch('public.${table}')`)
      await runner.query(`DROP TABLE public.${table}`)
      for (const [event] of logged) await runner.query(`DROP FUNCTION sync.log_${table}_${event}()`)
    }
    await runner.query(`DROP FUNCTION app.require_first_tier()`)
    await runner.query(`SELECT app.force_policies(true)`)
    await runner.query(`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'`)
  }
}
