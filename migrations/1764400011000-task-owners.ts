import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Whoever is given a task must be able to see it: the household's adviser, its team, or operations. */
export class TaskOwners1764400011000 implements MigrationInterface {
  name = 'TaskOwners1764400011000'

  async up(runner: QueryRunner): Promise<void> {
    // After the policies and references have been judged, so that what they refuse is refused in their words. A task whose
    // owner stays is not looked at: a household that goes to another adviser keeps its tasks until they are given anew.
    await runner.query(`
      CREATE FUNCTION app.guard_task_owner() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        is_blind boolean;
      BEGIN
        IF TG_OP = 'INSERT' THEN
          SELECT EXISTS (
            SELECT FROM new_rows AS task
            WHERE NOT app.sees_household(task.owner_id, task.household_id)
          ) INTO is_blind;
        ELSE
          SELECT EXISTS (
            SELECT FROM new_rows AS task JOIN old_rows AS former ON former.id = task.id
            WHERE former.owner_id <> task.owner_id AND NOT app.sees_household(task.owner_id, task.household_id)
          ) INTO is_blind;
        END IF;
        IF is_blind THEN
          RAISE EXCEPTION 'the owner of a task must be able to see its household'
            USING ERRCODE = '23514', SCHEMA = 'public', TABLE = 'tasks', CONSTRAINT = 'task_owner_sees_household';
        END IF;
        RETURN NULL;
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.sees_household(person uuid, household uuid) RETURNS boolean
      LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
        SELECT EXISTS (SELECT FROM public.households WHERE id = household AND advisor_id = person)
          OR EXISTS (SELECT FROM public.team_members WHERE user_id = person AND household_id = household)
          OR EXISTS (SELECT FROM public.users WHERE id = person AND role = 'operations')
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION app.guard_task_owner(), app.sees_household(uuid, uuid) FROM PUBLIC`)
    await runner.query(`
      CREATE TRIGGER b_guard_owner_insert AFTER INSERT ON public.tasks REFERENCING NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION app.guard_task_owner()`)
    await runner.query(`
      CREATE TRIGGER b_guard_owner_update AFTER UPDATE ON public.tasks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION app.guard_task_owner()`)
    await runner.query(`SELECT app.act_for_keeper(true)`)
    await runner.query(`ALTER FUNCTION app.guard_task_owner() OWNER TO firm_keeper`)
    await runner.query(`ALTER FUNCTION app.sees_household(uuid, uuid) OWNER TO firm_keeper`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER b_guard_owner_insert ON public.tasks`)
    await runner.query(`DROP TRIGGER b_guard_owner_update ON public.tasks`)
    await runner.query(`SELECT app.act_for_keeper(true)`)
    await runner.query(`DROP FUNCTION app.guard_task_owner()`)
    await runner.query(`DROP FUNCTION app.sees_household(uuid, uuid)`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }
}
