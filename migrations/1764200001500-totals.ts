import type { MigrationInterface, QueryRunner } from 'typeorm'

const whole = [
  ['beneficiaries', 'beneficiaries_total_100', 'account_id, class, percent, ended_on'],
  ['account_owners', 'owners_total_100', 'account_id, percent, ended_on'],
] as const

/** What must hold between rows: one head, one primary household, shares that make a whole, one firm. */
export class Totals1764200001500 implements MigrationInterface {
  name = 'Totals1764200001500'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE EXTENSION IF NOT EXISTS btree_gist`)
    // Both days of a membership belong to it, as everywhere in the product.
    await runner.query(`
      ALTER TABLE public.household_members
        ADD CONSTRAINT one_head_at_a_time EXCLUDE USING gist (
          household_id WITH =, daterange(from_date, to_date, '[]') WITH &&) WHERE (role = 'head'),
        ADD CONSTRAINT one_primary_household_at_a_time EXCLUDE USING gist (
          person_id WITH =, daterange(from_date, to_date, '[]') WITH &&) WHERE (is_primary),
        ADD CONSTRAINT one_place_at_a_time EXCLUDE USING gist (
          household_id WITH =, person_id WITH =, daterange(from_date, to_date, '[]') WITH &&)`)
    await runner.query(`CREATE UNIQUE INDEX one_firm ON public.firm_settings ((true))`)
    await this.createShares(runner)
  }

  private async createShares(runner: QueryRunner): Promise<void> {
    // Checked when the unit of work ends, so that shares can be moved one row at a time. The account is locked first:
    // two people who each make their own whole at once would together make 200%. Whoever may change the shares of an
    // account sees all of them, so this asks with their own rights.
    await runner.query(`
      CREATE FUNCTION app.require_whole() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
      DECLARE
        share record;
        total numeric;
      BEGIN
        FOR share IN
          SELECT DISTINCT (image ->> 'account_id')::uuid AS account_id, image ->> 'class' AS class
          FROM (VALUES (to_jsonb(OLD)), (to_jsonb(NEW))) AS images (image)
          WHERE image IS NOT NULL AND image <> 'null' ORDER BY 1, 2
        LOOP
          PERFORM FROM public.accounts WHERE id = share.account_id FOR NO KEY UPDATE;
          IF TG_TABLE_NAME = 'beneficiaries' THEN
            SELECT sum(percent) INTO total FROM public.beneficiaries
            WHERE account_id = share.account_id AND class = share.class AND ended_on IS NULL;
          ELSE
            SELECT sum(percent) INTO total FROM public.account_owners
            WHERE account_id = share.account_id AND ended_on IS NULL;
          END IF;
          IF total <> 100 THEN
            RAISE EXCEPTION 'the shares of account % (%) make % and not 100',
              share.account_id, coalesce(share.class || ' beneficiaries', 'owners'), trim_scale(total)
              USING ERRCODE = '23514', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
          END IF;
        END LOOP;
        RETURN NULL;
      END
      $$`)
    for (const [table, name, columns] of whole) {
      await runner.query(`
        CREATE CONSTRAINT TRIGGER ${name} AFTER INSERT OR DELETE OR UPDATE OF ${columns} ON public.${table}
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.require_whole()`)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, name] of whole) await runner.query(`DROP TRIGGER ${name} ON public.${table}`)
    await runner.query(`DROP FUNCTION app.require_whole()`)
    await runner.query(`DROP INDEX public.one_firm`)
    await runner.query(`
      ALTER TABLE public.household_members
        DROP CONSTRAINT one_head_at_a_time,
        DROP CONSTRAINT one_primary_household_at_a_time,
        DROP CONSTRAINT one_place_at_a_time`)
    await runner.query(`DROP EXTENSION btree_gist`)
  }
}
