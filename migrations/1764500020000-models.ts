import type { MigrationInterface, QueryRunner } from 'typeorm'

const tables = ['models', 'model_weights'] as const

const logged = [
  ['insert', 'NEW TABLE AS changed'],
  ['update', 'NEW TABLE AS changed'],
  ['delete', 'OLD TABLE AS changed'],
] as const

/** Models with target weights, and who is managed to which. What was only a name in an account becomes a model. */
export class Models1764500020000 implements MigrationInterface {
  name = 'Models1764500020000'

  async up(runner: QueryRunner): Promise<void> {
    // Policies bind the tables' owner too; references and moves must see every row.
    await runner.query(`SELECT app.force_policies(false)`)
    await this.createTables(runner)
    await this.assignModels(runner)
    await runner.query(`SELECT app.force_policies(true)`)
    await this.createPolicies(runner)
    await this.createTriggers(runner)
    await this.requireWhole(runner)
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
      CREATE TABLE public.models (${common('models')},
        name text NOT NULL,
        purpose text,
        ended_on date,
        CONSTRAINT uq_models_name UNIQUE (name),
        CONSTRAINT ck_models_name CHECK (char_length(name) <= 100),
        CONSTRAINT ck_models_purpose CHECK (char_length(purpose) <= 300)
      )`)
    await runner.query(`
      CREATE TABLE public.model_weights (${common('model_weights')},
        model_id uuid NOT NULL,
        in_force_from date NOT NULL,
        asset_class text NOT NULL,
        target numeric(12,6) NOT NULL,
        tolerance numeric(12,6) NOT NULL,
        CONSTRAINT uq_model_weights_model_id_in_force_from_asset_class UNIQUE (model_id, in_force_from, asset_class),
        CONSTRAINT ck_model_weights_asset_class CHECK (asset_class IN ('us_equity', 'intl_equity', 'em_equity',
          'taxable_fixed', 'municipal_fixed', 'cash', 'real_assets', 'commodities', 'alternatives', 'other')),
        CONSTRAINT ck_model_weights_target CHECK (target >= 0 AND target <= 100),
        CONSTRAINT ck_model_weights_tolerance CHECK (tolerance >= 0 AND tolerance <= 100),
        CONSTRAINT fk_model_weights_model_id FOREIGN KEY (model_id)
          REFERENCES public.models (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
      )`)
  }

  /** The triggers of accounts are off: nothing is said anew of a client, so that no entry is newer than it was. */
  private async assignModels(runner: QueryRunner): Promise<void> {
    await runner.query(`
      INSERT INTO public.models (id, name)
      SELECT gen_random_uuid(), model FROM public.accounts WHERE model IS NOT NULL GROUP BY model`)
    for (const table of ['accounts', 'households']) {
      await runner.query(`
        ALTER TABLE public.${table} ADD model_id uuid,
          ADD CONSTRAINT fk_${table}_model_id FOREIGN KEY (model_id)
            REFERENCES public.models (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE`)
      await runner.query(`CREATE INDEX ix_${table}_model_id ON public.${table} (model_id)`)
    }
    await runner.query(`ALTER TABLE public.accounts DISABLE TRIGGER USER`)
    await runner.query(`
      UPDATE public.accounts SET model_id = models.id FROM public.models WHERE models.name = accounts.model`)
    await runner.query(`ALTER TABLE public.accounts ENABLE TRIGGER USER`)
    await runner.query(`ALTER TABLE public.accounts DROP COLUMN model`)
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

  private async requireWhole(runner: QueryRunner): Promise<void> {
    // As of owners and beneficiaries: checked when the unit of work ends, the model locked first, so that two people who
    // each make their own whole at once do not together make 200%.
    await runner.query(`
      CREATE FUNCTION app.require_whole_model() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
      DECLARE
        part record;
        total numeric;
      BEGIN
        FOR part IN
          SELECT DISTINCT (image ->> 'model_id')::uuid AS model_id, (image ->> 'in_force_from')::date AS in_force_from
          FROM (VALUES (to_jsonb(OLD)), (to_jsonb(NEW))) AS images (image)
          WHERE image IS NOT NULL AND image <> 'null' ORDER BY 1, 2
        LOOP
          PERFORM FROM public.models WHERE id = part.model_id FOR NO KEY UPDATE;
          SELECT sum(target) INTO total FROM public.model_weights
          WHERE model_id = part.model_id AND in_force_from = part.in_force_from;
          IF total <> 100 THEN
            RAISE EXCEPTION 'the weights of model % in force from % make % and not 100',
              part.model_id, part.in_force_from, trim_scale(total)
              USING ERRCODE = '23514', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
          END IF;
        END LOOP;
        RETURN NULL;
      END
      $$`)
    await runner.query(`
      CREATE CONSTRAINT TRIGGER weights_total_100
      AFTER INSERT OR DELETE OR UPDATE OF model_id, in_force_from, target ON public.model_weights
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.require_whole_model()`)
  }

  private async keepClasses(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE app.record_classes NO FORCE ROW LEVEL SECURITY`)
    await this.movePlaces(runner, tables.length)
    await runner.query(`
      INSERT INTO app.record_classes (table_name, retention_class, scope, dated_by, place)
      SELECT added.name, 'reference', 'firm', added.dated_by, class.place + added.number
      FROM (VALUES ('models', 'created_at', 1), ('model_weights', 'in_force_from', 2)) AS added (name, dated_by, number),
        app.record_classes AS class WHERE class.table_name = 'users'`)
    await runner.query(`ALTER TABLE app.record_classes FORCE ROW LEVEL SECURITY`)
  }

  /** Places are unique at every moment, so those that move go round below zero. */
  private async movePlaces(runner: QueryRunner, by: number): Promise<void> {
    await runner.query(`
      UPDATE app.record_classes SET place = -place - ${by}
      WHERE place > (SELECT place FROM app.record_classes WHERE table_name = 'users')`)
    await runner.query(`UPDATE app.record_classes SET place = -place WHERE place < 0`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE app.record_classes NO FORCE ROW LEVEL SECURITY`)
    await runner.query(`DELETE FROM app.record_classes WHERE table_name IN ('models', 'model_weights')`)
    await this.movePlaces(runner, -tables.length)
    await runner.query(`ALTER TABLE app.record_classes FORCE ROW LEVEL SECURITY`)
    await runner.query(`SELECT app.force_policies(false)`)
    await runner.query(`
      ALTER TABLE public.accounts ADD model text, ADD CONSTRAINT ck_accounts_model CHECK (char_length(model) <= 100)`)
    await runner.query(`ALTER TABLE public.accounts DISABLE TRIGGER USER`)
    await runner.query(`
      UPDATE public.accounts SET model = models.name FROM public.models WHERE models.id = accounts.model_id`)
    await runner.query(`ALTER TABLE public.accounts ENABLE TRIGGER USER`)
    await runner.query(`ALTER TABLE public.accounts DROP COLUMN model_id`)
    await runner.query(`ALTER TABLE public.households DROP COLUMN model_id`)
    for (const table of tables.toReversed()) {
      await runner.query(`SELECT audit.unwatch('public.${table}')`)
      await runner.query(`DROP TABLE public.${table}`)
      for (const [event] of logged) await runner.query(`DROP FUNCTION sync.log_${table}_${event}()`)
    }
    await runner.query(`DROP FUNCTION app.require_whole_model()`)
    await runner.query(`SELECT app.force_policies(true)`)
    await runner.query(`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'`)
  }
}
