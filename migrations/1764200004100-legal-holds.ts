import type { MigrationInterface, QueryRunner } from 'typeorm'

const keepersFunctions = [
  'may_ask_about(text, uuid)',
  'holds_on(text, uuid)',
  'is_held(text, uuid)',
  'guard_hold_item()',
]

/** Holds: what they reach, who learns of them, and what nobody can take back. */
export class LegalHolds1764200004100 implements MigrationInterface {
  name = 'LegalHolds1764200004100'

  async up(runner: QueryRunner): Promise<void> {
    await this.createReach(runner)
    await this.createAnswers(runner)
    await this.createGuards(runner)
    await this.createOrders(runner)
    await this.giveAway(runner)
  }

  private async createReach(runner: QueryRunner): Promise<void> {
    // Expressions for the ids by which a hold reaches a row called \`source\`: its own, those it refers to, and those that
    // these refer to, such as the account of the document of a version. Whose household the others are does not count:
    // a hold on a household reaches what is in it, and what refers to it.
    await runner.query(`
      CREATE FUNCTION app.reached_by_sql(subject_table text, source text, passed text[]) RETURNS text[]
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
      DECLARE
        reference record;
        inner_alias text := 'r' || cardinality(passed);
        reached text[] := ARRAY[]::text[];
      BEGIN
        FOR reference IN
          SELECT attname AS column_name, class.table_name AS target
          FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
          JOIN app.record_classes AS class ON to_regclass(format('public.%I', class.table_name)) = confrelid
          WHERE contype = 'f' AND conrelid = to_regclass(format('public.%I', subject_table)) AND class.scope = 'household'
          ORDER BY attnum
        LOOP
          CONTINUE WHEN reference.target = 'households' AND cardinality(passed) > 0;
          reached := reached || format('%s.%I', source, reference.column_name);
          CONTINUE WHEN reference.target IN ('households', subject_table) OR reference.target = ANY (passed);
          reached := reached || ARRAY(
            SELECT format('(SELECT %s FROM public.%I AS %s WHERE %3$s.id = %4$s.%5$I)', further, reference.target,
              inner_alias, source, reference.column_name)
            FROM unnest(app.reached_by_sql(reference.target, inner_alias, passed || subject_table)) AS further);
        END LOOP;
        RETURN reached;
      END
      $$`)
    // A query of the items of holds not yet released that reach a row called t.
    await runner.query(`
      CREATE FUNCTION app.holds_sql(subject_table text) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT format('FROM public.legal_hold_items AS item JOIN public.legal_holds AS hold
          ON hold.id = item.hold_id AND hold.released_at IS NULL WHERE item.subject_id = ANY (ARRAY[%s])',
          array_to_string('t.id'::text || app.reached_by_sql(subject_table, 't', ARRAY[]::text[]), ', '))
      $$`)
  }

  private async createAnswers(runner: QueryRunner): Promise<void> {
    // What row-level security would answer, for functions that see every row.
    await runner.query(`
      CREATE FUNCTION app.may_ask_about(subject_table text, subject_id uuid) RETURNS boolean
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        scope text := (SELECT class.scope FROM app.record_classes AS class WHERE class.table_name = subject_table);
        household uuid;
      BEGIN
        IF pg_has_role(session_user, 'firm_compliance', 'USAGE') OR pg_has_role(session_user, 'firm_examiner', 'USAGE') THEN
          RETURN scope IS NOT NULL;
        ELSIF scope = 'household' AND NOT pg_has_role(session_user, 'firm_operations', 'USAGE') THEN
          EXECUTE format('SELECT %s FROM public.%I WHERE id = $1',
            CASE subject_table WHEN 'households' THEN 'id' ELSE 'household_id' END, subject_table)
          INTO household USING subject_id;
          RETURN household IN (SELECT app.my_households());
        END IF;
        RETURN coalesce(scope <> 'office', false) AND pg_has_role(session_user, 'firm_member', 'USAGE');
      END
      $$`)
    // The holds that reach a row, as far as the caller may know of them: a confidential matter is compliance's alone.
    await runner.query(`
      CREATE FUNCTION app.holds_on(subject_table text, subject_id uuid)
      RETURNS TABLE (hold_id uuid, matter text, kind text, issued_on date, is_confidential boolean)
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      BEGIN
        IF app.may_ask_about(subject_table, subject_id) THEN
          RETURN QUERY EXECUTE format(
            'SELECT hold.id, hold.matter, hold.kind, hold.issued_on, hold.is_confidential FROM public.legal_holds AS hold
             WHERE (NOT hold.is_confidential OR $2) AND hold.id IN (
               SELECT held.hold_id FROM public.%I AS t CROSS JOIN LATERAL (SELECT item.hold_id %s) AS held WHERE t.id = $1)
             ORDER BY hold.issued_on, hold.id',
            subject_table, app.holds_sql(subject_table))
          USING subject_id, pg_has_role(session_user, 'firm_compliance', 'USAGE');
        END IF;
      END
      $$`)
    // Whether any hold reaches a row, whoever asks. For the functions that decide about deletion and about the trail.
    await runner.query(`
      CREATE FUNCTION app.is_held(subject_table text, subject_id uuid) RETURNS boolean
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        held boolean;
      BEGIN
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I AS t WHERE t.id = $1 AND EXISTS (SELECT %s))',
          subject_table, app.holds_sql(subject_table))
        INTO held USING subject_id;
        RETURN held;
      END
      $$`)
  }

  private async createGuards(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE public.legal_holds
        ADD CONSTRAINT release_has_a_reason CHECK (released_at IS NULL OR btrim(coalesce(release_reason, '')) <> '')`)
    await runner.query(`
      CREATE FUNCTION app.guard_hold() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        IF TG_OP = 'INSERT' AND NEW.released_at IS NOT NULL THEN
          RAISE EXCEPTION 'a hold is placed first and released later' USING ERRCODE = 'AW006';
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.released_at IS NOT NULL
           AND (NEW.released_at, NEW.release_reason) IS DISTINCT FROM (OLD.released_at, OLD.release_reason) THEN
          RAISE EXCEPTION 'a hold that was released stays released: place another' USING ERRCODE = 'AW006';
        END IF;
        -- The server's clock says when.
        IF TG_OP = 'UPDATE' AND OLD.released_at IS NULL AND NEW.released_at IS NOT NULL THEN
          NEW.released_at := now();
        END IF;
        RETURN NEW;
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER b_guard_hold BEFORE INSERT OR UPDATE ON public.legal_holds
      FOR EACH ROW EXECUTE FUNCTION app.guard_hold()`)
    // Whoever places a hold waits for a disposal that is being carried out, and then finds what is left. Only a unit of
    // work that sees what others did meanwhile can tell.
    await runner.query(`
      CREATE FUNCTION app.guard_hold_item() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        present boolean;
      BEGIN
        IF TG_OP = 'UPDATE' THEN
          RAISE EXCEPTION 'what a hold reaches is never changed: release it and place another' USING ERRCODE = 'AW006';
        END IF;
        IF current_setting('transaction_isolation') <> 'read committed' THEN
          RAISE EXCEPTION 'a hold is placed in a unit of work with isolation level READ COMMITTED' USING ERRCODE = 'AW006';
        END IF;
        PERFORM pg_advisory_xact_lock_shared(hashtext('app.legal_holds'));
        IF NOT EXISTS (SELECT FROM public.legal_holds WHERE id = NEW.hold_id AND released_at IS NULL) THEN
          RAISE EXCEPTION 'this hold is released or unknown: place another' USING ERRCODE = 'AW006';
        END IF;
        IF NOT EXISTS (SELECT FROM app.record_classes WHERE table_name = NEW.subject_table AND scope = 'household') THEN
          RAISE EXCEPTION 'a hold names a household or a record of one, not a row of %', NEW.subject_table
            USING ERRCODE = 'AW006';
        END IF;
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE id = $1)', NEW.subject_table)
        INTO present USING NEW.subject_id;
        IF NOT present THEN
          RAISE EXCEPTION 'there is no row % in %, so it cannot be held', NEW.subject_id, NEW.subject_table
            USING ERRCODE = 'AW006';
        END IF;
        RETURN NEW;
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER b_guard_hold_item BEFORE INSERT OR UPDATE ON public.legal_hold_items
      FOR EACH ROW EXECUTE FUNCTION app.guard_hold_item()`)
  }

  private async createOrders(runner: QueryRunner): Promise<void> {
    // With the caller's own rights: row-level security lets compliance add and change holds, and nobody else.
    // subjects: [{"table": "households", "id": "…"}, …]
    await runner.query(`
      CREATE FUNCTION app.place_hold(
        matter text, kind text, issuer text, reason text, subjects jsonb, confidential boolean DEFAULT false,
        scope_text text DEFAULT NULL, issued_on date DEFAULT NULL) RETURNS uuid
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      DECLARE
        placed uuid := gen_random_uuid();
      BEGIN
        IF jsonb_array_length(subjects) = 0 THEN
          RAISE EXCEPTION 'a hold names at least one household or record' USING ERRCODE = 'AW006';
        END IF;
        INSERT INTO public.legal_holds (id, matter, kind, issuer, reason, is_confidential, scope_text, issued_on)
        VALUES (placed, $1, $2, $3, $4, $6, $7, coalesce($8, (now() AT TIME ZONE 'UTC')::date));
        INSERT INTO public.legal_hold_items (id, hold_id, subject_table, subject_id)
        SELECT gen_random_uuid(), placed, subject ->> 'table', (subject ->> 'id')::uuid
        FROM jsonb_array_elements(subjects) AS subject;
        RETURN placed;
      END
      $$`)
    // Ends a hold. Nothing is deleted by it: what no other hold reaches goes on under its retention.
    await runner.query(`
      CREATE FUNCTION app.release_hold(hold uuid, reason text) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        UPDATE public.legal_holds SET released_at = now(), release_reason = $2 WHERE id = $1 AND released_at IS NULL;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'there is no such hold, or it is released already' USING ERRCODE = 'AW006';
        END IF;
      END
      $$`)
  }

  private async giveAway(runner: QueryRunner): Promise<void> {
    for (const name of [
      'is_held(text, uuid)',
      'place_hold(text, text, text, text, jsonb, boolean, text, date)',
      'release_hold(uuid, text)',
    ]) {
      await runner.query(`REVOKE ALL ON FUNCTION app.${name} FROM PUBLIC`)
    }
    await runner.query(`GRANT EXECUTE ON FUNCTION app.is_held(text, uuid) TO firm_keeper`)
    await runner.query(`
      GRANT EXECUTE ON FUNCTION app.place_hold(text, text, text, text, jsonb, boolean, text, date),
        app.release_hold(uuid, text) TO firm_compliance`)
    await runner.query(`SELECT app.act_for_keeper(true)`)
    for (const name of keepersFunctions) await runner.query(`ALTER FUNCTION app.${name} OWNER TO firm_keeper`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT app.act_for_keeper(true)`)
    await runner.query(`DROP FUNCTION app.release_hold(uuid, text)`)
    await runner.query(`DROP FUNCTION app.place_hold(text, text, text, text, jsonb, boolean, text, date)`)
    await runner.query(`DROP TRIGGER b_guard_hold_item ON public.legal_hold_items`)
    await runner.query(`DROP TRIGGER b_guard_hold ON public.legal_holds`)
    await runner.query(`DROP FUNCTION app.guard_hold()`)
    for (const name of keepersFunctions) await runner.query(`DROP FUNCTION app.${name}`)
    await runner.query(`DROP FUNCTION app.holds_sql(text)`)
    await runner.query(`DROP FUNCTION app.reached_by_sql(text, text, text[])`)
    await runner.query(`ALTER TABLE public.legal_holds DROP CONSTRAINT release_has_a_reason`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }
}
