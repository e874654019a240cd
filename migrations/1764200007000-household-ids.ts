import type { MigrationInterface, QueryRunner } from 'typeorm'

const questions = [
  [
    'my_household_ids',
    `SELECT id FROM public.households WHERE advisor_id = person
     UNION ALL SELECT household_id FROM public.team_members WHERE user_id = person`,
  ],
  ['advised_household_ids', `SELECT id FROM public.households WHERE advisor_id = person`],
  ['team_household_ids', `SELECT household_id FROM public.team_members WHERE user_id = person`],
] as const

/**
 * Policies ask for the ids of a person's households as one array. A function that returns rows hands them over one by
 * one, which cost more than the question on a page of an account; and what was found mistyped goes with a disposal.
 */
export class HouseholdIds1764200007000 implements MigrationInterface {
  name = 'HouseholdIds1764200007000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT app.act_for_keeper(true)`)
    for (const [name, question] of questions) {
      // A household that is mine twice is in the array twice, which is cheaper than finding out.
      await runner.query(`
        CREATE FUNCTION app.${name}() RETURNS uuid[]
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        DECLARE
          person uuid := app.user_id();
        BEGIN
          RETURN ARRAY(${question});
        END
        $$`)
      await runner.query(`ALTER FUNCTION app.${name}() OWNER TO firm_keeper`)
    }
    await this.rewritePolicies(
      runner,
      String.raw`ARRAY\( SELECT app\.(my|advised|team)_households\(\) AS \w+\)`,
      String.raw`(SELECT app.\1_household_ids())::uuid[]`,
    )
    await this.forgetDisposed(runner)
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }

  /** Rewrites a part of every policy that has it, as PostgreSQL prints policies. */
  private async rewritePolicies(runner: QueryRunner, former: string, present: string): Promise<void> {
    await runner.query(`
      DO $body$
      DECLARE
        policy record;
      BEGIN
        FOR policy IN SELECT * FROM pg_policies WHERE qual ~ '${former}' OR with_check ~ '${former}' LOOP
          EXECUTE format('ALTER POLICY %I ON %I.%I', policy.policyname, policy.schemaname, policy.tablename)
            || coalesce(' USING (' || regexp_replace(policy.qual, '${former}', '${present}', 'g') || ')', '')
            || coalesce(' WITH CHECK (' || regexp_replace(policy.with_check, '${former}', '${present}', 'g') || ')', '');
        END LOOP;
      END
      $body$`)
  }

  private async forgetDisposed(runner: QueryRunner): Promise<void> {
    // The vocabulary of search is a list of names; those of clients disposed of leave it in the same unit of work.
    await runner.query(`
      CREATE FUNCTION app.forget_disposed_words() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      BEGIN
        PERFORM app.rebuild_vocabulary();
        RETURN NULL;
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER e_forget_words AFTER UPDATE ON public.disposals
      FOR EACH ROW WHEN (NEW.status = 'executed') EXECUTE FUNCTION app.forget_disposed_words()`)
    await runner.query(`ALTER FUNCTION app.forget_disposed_words() OWNER TO firm_keeper`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT app.act_for_keeper(true)`)
    await runner.query(`DROP TRIGGER e_forget_words ON public.disposals`)
    await runner.query(`DROP FUNCTION app.forget_disposed_words()`)
    await this.rewritePolicies(
      runner,
      String.raw`\( SELECT app\.(my|advised|team)_household_ids\(\) AS \w+\)(::uuid\[\])?`,
      String.raw`ARRAY(SELECT app.\1_households())`,
    )
    for (const [name] of questions) await runner.query(`DROP FUNCTION app.${name}()`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }
}
