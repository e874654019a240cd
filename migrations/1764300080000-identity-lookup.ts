import type { MigrationInterface, QueryRunner } from 'typeorm'

const ofWhom = ['my_household_ids', 'advised_household_ids', 'team_household_ids']

/** Who asks, and which households are theirs, is asked in every statement under a policy, and in every write. */
export class IdentityLookup1764300080000 implements MigrationInterface {
  name = 'IdentityLookup1764300080000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT app.act_for_keeper(true)`)
    // session_user sorts by code point, and an index that sorts otherwise does not serve a comparison with it: the
    // users were read from end to end, every time. Which texts are equal is the same in both.
    await this.createUserId(runner, 'session_user COLLATE "default"')
    // For whoever has fewer households than most, a plan made for them alone looks cheaper than the kept one, and was
    // made anew in every statement. There is but one way to ask.
    for (const name of ofWhom) {
      await runner.query(`ALTER FUNCTION app.${name}() SET plan_cache_mode = force_generic_plan`)
    }
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }

  private async createUserId(runner: QueryRunner, login: string): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION app.user_id() RETURNS uuid
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      BEGIN
        IF pg_has_role(session_user, 'firm_pooler', 'MEMBER') THEN
          RETURN nullif(current_setting('app.current_user_id', true), '')::uuid;
        END IF;
        RETURN (SELECT id FROM public.users WHERE login = ${login} AND active);
      END
      $$`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT app.act_for_keeper(true)`)
    for (const name of ofWhom) await runner.query(`ALTER FUNCTION app.${name}() RESET plan_cache_mode`)
    await this.createUserId(runner, 'session_user')
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }
}
