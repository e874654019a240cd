import type { MigrationInterface, QueryRunner } from 'typeorm'

const keepersFunctions = [
  'app.find_disposable(text)',
  'app.propose_disposal(text, text)',
  'app.approve_disposal(uuid)',
  'app.cancel_disposal(uuid)',
  'app.execute_disposal(uuid)',
  'app.mark_disposable(public.disposals)',
  'app.unmark_needed()',
  'app.delete_marked()',
  'app.explain_stay(text, uuid)',
  'app.compliance_person()',
  'app.guard_disposal()',
  'app.guard_disposal_item()',
  'app.refuse_deletion()',
  'app.refuse_truncation()',
  'audit.certificate_of(text, uuid)',
]
const forCompliance = ['find_disposable(text)', 'propose_disposal(text, text)', 'approve_disposal(uuid)']
const alsoForCompliance = ['cancel_disposal(uuid)', 'execute_disposal(uuid)']
const internals = [
  'disposable_sql(text, text)',
  'classes_of(text)',
  'mark_disposable(public.disposals)',
  'unmark_needed()',
  'delete_marked()',
  'explain_stay(text, uuid)',
]

/** Nothing kept or held is deleted by anybody; what has had its time goes by the hand of two. */
export class Disposal1764200004200 implements MigrationInterface {
  name = 'Disposal1764200004200'

  async up(runner: QueryRunner): Promise<void> {
    await this.createMarks(runner)
    await this.createRights(runner)
    await this.createPeople(runner)
    await this.createFinding(runner)
    await this.createSteps(runner)
    await this.createMarking(runner)
    await this.createExecution(runner)
    await this.createStateGuards(runner)
    await this.createDeletionGuards(runner)
    await this.giveAway(runner)
  }

  private async createMarks(runner: QueryRunner): Promise<void> {
    // What the present unit of work disposes of; empty outside of one. The row (disposals, its id) says that the
    // disposal is being carried out. Only app.execute_disposal writes it, and nobody reads it but the keeper.
    await runner.query(`
      CREATE TABLE app.disposal_marks (
        transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
        table_name text NOT NULL,
        row_id uuid NOT NULL,
        row_sha256 text,
        certificate text,
        PRIMARY KEY (row_id, table_name, transaction_id)
      )`)
    await runner.query(`ALTER TABLE app.disposal_marks ENABLE ROW LEVEL SECURITY`)
    await runner.query(`ALTER TABLE app.disposal_marks FORCE ROW LEVEL SECURITY`)
    await runner.query(`
      CREATE POLICY keeper_marks ON app.disposal_marks TO firm_keeper
      USING (transaction_id = pg_current_xact_id()) WITH CHECK (transaction_id = pg_current_xact_id())`)
    await runner.query(`GRANT SELECT, INSERT, DELETE ON app.disposal_marks TO firm_keeper`)
  }

  private async createRights(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$
      DECLARE
        kept text;
      BEGIN
        FOR kept IN SELECT table_name FROM app.record_classes WHERE scope = 'household' ORDER BY place LOOP
          EXECUTE format('GRANT DELETE ON public.%I TO firm_keeper', kept);
          EXECUTE format('CREATE POLICY keeper_disposes ON public.%I FOR DELETE TO firm_keeper USING (true)', kept);
        END LOOP;
      END
      $$`)
    await runner.query(`GRANT INSERT, UPDATE ON public.disposals, public.disposal_items TO firm_keeper`)
    for (const table of ['disposals', 'disposal_items']) {
      await runner.query(`CREATE POLICY keeper_adds ON public.${table} FOR INSERT TO firm_keeper WITH CHECK (true)`)
      await runner.query(`
        CREATE POLICY keeper_changes ON public.${table} FOR UPDATE TO firm_keeper USING (true) WITH CHECK (true)`)
    }
    // To lock a row takes the right to change one; the policy lets nothing be changed.
    for (const table of ['households', 'accounts']) {
      await runner.query(`GRANT UPDATE (version) ON public.${table} TO firm_keeper`)
      await runner.query(`
        CREATE POLICY keeper_locks ON public.${table} FOR UPDATE TO firm_keeper USING (true) WITH CHECK (false)`)
    }
  }

  private async createPeople(runner: QueryRunner): Promise<void> {
    // Who acts: an active person of compliance with their own login. A setting says nothing here, and neither a pooler
    // nor a superuser is such a person.
    await runner.query(`
      CREATE FUNCTION app.compliance_person() RETURNS uuid
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        person uuid := (SELECT id FROM public.users WHERE login = session_user AND active AND role = 'compliance');
      BEGIN
        IF person IS NULL OR NOT pg_has_role(session_user, 'firm_compliance', 'MEMBER') THEN
          RAISE EXCEPTION 'sign in with your own login: only a person of compliance may do this' USING ERRCODE = '42501';
        END IF;
        RETURN person;
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.classes_of(record_class text) RETURNS text[]
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
      BEGIN
        IF record_class IS NULL THEN
          RETURN ARRAY['client', 'transaction', 'communication'];
        ELSIF record_class NOT IN ('client', 'transaction', 'communication') THEN
          RAISE EXCEPTION 'only the classes client, transaction, and communication are disposed of, not %', record_class
            USING ERRCODE = 'AW006';
        END IF;
        RETURN ARRAY[record_class];
      END
      $$`)
  }

  private async createFinding(runner: QueryRunner): Promise<void> {
    // A query of a table's rows that meet the condition, whose retention is over, and which no hold reaches. In this form
    // what is held is read once and looked up for each row, however many rows.
    await runner.query(`
      CREATE FUNCTION app.disposable_sql(subject_table text, condition text) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT format('SELECT * FROM (%s) AS kept WHERE retain_until < app.today()',
          app.retention_sql(subject_table, condition || (
            SELECT string_agg(format(' AND (%s IN (SELECT item.subject_id FROM public.legal_hold_items AS item
              JOIN public.legal_holds AS hold ON hold.id = item.hold_id AND hold.released_at IS NULL)) IS NOT TRUE',
              reached_by), '')
            FROM unnest('t.id'::text || app.reached_by_sql(subject_table, 't', ARRAY[]::text[])) AS reached_by), false))
      $$`)
    // What the policies would let go today. Not among it: what a row of another class still refers to.
    await runner.query(`
      CREATE FUNCTION app.find_disposable(record_class text DEFAULT NULL)
      RETURNS TABLE (subject_table text, subject_id uuid, household_id uuid, policy_id uuid, event text, event_date date,
        retain_until date, explanation text)
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        classes text[] := app.classes_of($1);
        class app.record_classes;
        policy public.retention_policies;
        unneeded text;
      BEGIN
        IF NOT pg_has_role(session_user, 'firm_compliance', 'USAGE') THEN
          RAISE EXCEPTION 'only compliance may ask for this' USING ERRCODE = '42501';
        END IF;
        FOR class IN SELECT * FROM app.record_classes AS known
                     WHERE known.retention_class = ANY (classes) ORDER BY known.place
        LOOP
          policy := app.policy_of(class.retention_class);
          CONTINUE WHEN policy.id IS NULL;
          SELECT coalesce(string_agg(format('NOT EXISTS (SELECT FROM %s AS other WHERE other.%I = t.id)',
            conrelid::regclass, attname), ' AND '), 'true')
          INTO unneeded
          FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
          LEFT JOIN app.record_classes AS other ON to_regclass(format('public.%I', other.table_name)) = conrelid
          WHERE contype = 'f' AND confrelid = to_regclass(format('public.%I', class.table_name)) AND confdeltype <> 'c'
            AND (other.retention_class = ANY (classes)) IS NOT TRUE
            AND (other.retention_class = 'reference' AND other.scope = 'household') IS NOT TRUE;
          -- Many rows have one date: each sentence is made once.
          RETURN QUERY EXECUTE format(
            'WITH found AS MATERIALIZED (%2$s), said AS (
               SELECT *, app.retention_sentence($1, base_event, event, event_date, retain_until) AS explanation
               FROM (SELECT DISTINCT base_event, event, event_date, retain_until FROM found) AS dates)
             SELECT %1$L::text, id, household_id, $1.id, event, event_date, retain_until, explanation
             FROM found JOIN said USING (base_event, event, event_date, retain_until)',
            class.table_name, app.disposable_sql(class.table_name, unneeded)) USING policy;
        END LOOP;
      END
      $$`)
  }

  private async createSteps(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION app.propose_disposal(reason text, record_class text DEFAULT NULL) RETURNS uuid
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        who uuid := app.compliance_person();
        proposed uuid := gen_random_uuid();
      BEGIN
        IF btrim(coalesce($1, '')) = '' THEN
          RAISE EXCEPTION 'say why: a disposal has a reason' USING ERRCODE = 'AW006';
        END IF;
        INSERT INTO public.disposals (id, reason, status, proposed_by, proposed_at)
        VALUES (proposed, $1, 'proposed', who, now());
        INSERT INTO public.disposal_items (
          id, disposal_id, subject_table, subject_id, subject_household_id, policy_id, explanation, retain_until)
        SELECT gen_random_uuid(), proposed, found.subject_table, found.subject_id, found.household_id, found.policy_id,
          found.explanation, found.retain_until
        FROM app.find_disposable($2) AS found;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'nothing of this class can be disposed of today' USING ERRCODE = 'AW006';
        END IF;
        RETURN proposed;
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.approve_disposal(disposal uuid) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        who uuid := app.compliance_person();
        proposed public.disposals;
      BEGIN
        SELECT * INTO proposed FROM public.disposals WHERE id = disposal FOR UPDATE;
        IF proposed.status IS DISTINCT FROM 'proposed' THEN
          RAISE EXCEPTION 'there is no such disposal waiting for approval' USING ERRCODE = 'AW006';
        ELSIF proposed.proposed_by = who THEN
          RAISE EXCEPTION 'somebody else of compliance has to approve what you proposed' USING ERRCODE = 'AW006';
        END IF;
        UPDATE public.disposals SET status = 'approved', approved_by = who, approved_at = now() WHERE id = disposal;
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.cancel_disposal(disposal uuid) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      BEGIN
        PERFORM app.compliance_person();
        UPDATE public.disposals SET status = 'cancelled' WHERE id = disposal AND status IN ('proposed', 'approved');
        IF NOT FOUND THEN
          RAISE EXCEPTION 'there is no such disposal that could still be cancelled' USING ERRCODE = 'AW006';
        END IF;
      END
      $$`)
  }

  private async createMarking(runner: QueryRunner): Promise<void> {
    // Marks the items whose retention is over and which no hold reaches, as of now, with hash and certificate.
    await runner.query(`
      CREATE FUNCTION app.mark_disposable(disposal public.disposals) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
      DECLARE
        class app.record_classes;
        hands text := format(' Proposed by %s, approved by %s.', (SELECT login FROM public.users WHERE id = disposal.proposed_by),
          (SELECT login FROM public.users WHERE id = disposal.approved_by));
      BEGIN
        INSERT INTO app.disposal_marks (table_name, row_id) VALUES ('disposals', disposal.id);
        FOR class IN SELECT * FROM app.record_classes
                     WHERE table_name IN (SELECT subject_table FROM public.disposal_items WHERE disposal_id = disposal.id)
        LOOP
          EXECUTE format($sql$
            INSERT INTO app.disposal_marks (table_name, row_id, row_sha256, certificate)
            SELECT %1$L, id, sha256, 'Disposal ' || $1.id || '. ' || sentence || $3 || ' SHA-256 of the row: ' || sha256 || '.'
            FROM (SELECT found.id, encode(sha256(convert_to(to_jsonb(t)::text, 'UTF8')), 'hex') AS sha256,
                    app.retention_sentence($2, base_event, event, event_date, retain_until) AS sentence
                  FROM (%2$s) AS found JOIN public.%1$I AS t ON t.id = found.id) AS going$sql$,
            class.table_name, app.disposable_sql(class.table_name, format(
              't.id IN (SELECT subject_id FROM public.disposal_items WHERE disposal_id = $1.id AND subject_table = %L)',
              class.table_name)))
          USING disposal, app.policy_of(class.retention_class), hands;
        END LOOP;
      END
      $$`)
    // Takes the mark off one round of rows that must stay because another one stays: what it refers to them from, the
    // document of a version, the other shares of an account. @returns how many.
    await runner.query(`
      CREATE FUNCTION app.unmark_needed() RETURNS bigint
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        stays text := 'NOT EXISTS (SELECT FROM app.disposal_marks AS going WHERE going.table_name = %L AND going.row_id = other.id)';
        needed record;
        round bigint;
        unmarked bigint := 0;
      BEGIN
        FOR needed IN
          SELECT parent.table_name AS marked, format('SELECT FROM %s AS other WHERE other.%I = mark.row_id AND %s',
            conrelid::regclass, attname, format(stays, coalesce(other.table_name, ''))) AS reason
          FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
          JOIN app.record_classes AS parent ON to_regclass(format('public.%I', parent.table_name)) = confrelid
          LEFT JOIN app.record_classes AS other ON to_regclass(format('public.%I', other.table_name)) = conrelid
          WHERE contype = 'f' AND confdeltype <> 'c' AND parent.scope = 'household'
            AND (other.retention_class = 'reference' AND other.scope = 'household') IS NOT TRUE
          UNION ALL
          SELECT part, format('SELECT FROM public.%I AS own JOIN public.%I AS other ON other.id = own.%I
            WHERE own.id = mark.row_id AND %s', part, whole, reference, format(stays, whole))
          FROM (VALUES ('document_contents', 'document_versions', 'version_id'),
            ('document_versions', 'documents', 'document_id')) AS parts (part, whole, reference)
          UNION ALL
          SELECT share, format('SELECT FROM public.%I AS own JOIN public.%1$I AS other ON other.account_id = own.account_id
            WHERE own.id = mark.row_id AND %s', share, format(stays, share))
          FROM unnest(ARRAY['account_owners', 'beneficiaries']) AS share
        LOOP
          CONTINUE WHEN NOT EXISTS (SELECT FROM app.disposal_marks WHERE table_name = needed.marked);
          EXECUTE format('DELETE FROM app.disposal_marks AS mark WHERE table_name = %L AND EXISTS (%s)',
            needed.marked, needed.reason);
          GET DIAGNOSTICS round = ROW_COUNT;
          unmarked := unmarked + round;
        END LOOP;
        RETURN unmarked;
      END
      $$`)
  }

  private async createExecution(runner: QueryRunner): Promise<void> {
    // What refers to a row goes before it; who served a household goes with it.
    await runner.query(`
      CREATE FUNCTION app.delete_marked() RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        class app.record_classes;
      BEGIN
        DELETE FROM public.team_members
        WHERE household_id IN (SELECT row_id FROM app.disposal_marks WHERE table_name = 'households');
        FOR class IN SELECT * FROM app.record_classes AS known
                     WHERE known.table_name IN (SELECT table_name FROM app.disposal_marks) AND known.scope = 'household'
                     ORDER BY known.place DESC
        LOOP
          EXECUTE format('DELETE FROM public.%I WHERE id IN (SELECT row_id FROM app.disposal_marks WHERE table_name = %1$L)',
            class.table_name);
        END LOOP;
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.explain_stay(subject_table text, subject_id uuid) RETURNS text
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        answer record;
      BEGIN
        SELECT * INTO answer FROM app.explain_row($1, $2);
        RETURN CASE WHEN answer.explanation IS NULL THEN 'It is no longer there.'
          WHEN answer.is_needed THEN answer.explanation ELSE 'Another record that stays belongs to it.' END;
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.execute_disposal(disposal uuid)
      RETURNS TABLE (subject_table text, subject_id uuid, disposed boolean, explanation text)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        approved public.disposals;
      BEGIN
        PERFORM app.compliance_person();
        IF current_setting('transaction_isolation') <> 'read committed' THEN
          RAISE EXCEPTION 'carry out a disposal in a unit of work with isolation level READ COMMITTED'
            USING ERRCODE = 'AW006';
        END IF;
        -- Whoever places a hold now waits for us; whom we had to wait for, we see.
        PERFORM pg_advisory_xact_lock(hashtext('app.legal_holds'));
        SELECT * INTO approved FROM public.disposals WHERE id = disposal FOR UPDATE;
        IF approved.status IS DISTINCT FROM 'approved' THEN
          RAISE EXCEPTION 'there is no such disposal that was approved and not yet carried out' USING ERRCODE = 'AW006';
        END IF;
        -- Nobody begins a relationship anew, opens an account, or adds a record to them meanwhile.
        PERFORM FROM public.households
        WHERE id IN (SELECT subject_household_id FROM public.disposal_items WHERE disposal_id = disposal)
        ORDER BY id FOR UPDATE;
        PERFORM FROM public.accounts
        WHERE household_id IN (SELECT subject_household_id FROM public.disposal_items WHERE disposal_id = disposal)
        ORDER BY id FOR UPDATE;
        PERFORM app.mark_disposable(approved);
        WHILE app.unmark_needed() > 0 LOOP
        END LOOP;
        PERFORM app.delete_marked();
        -- What is checked at the end is checked now, while the keeper's rights apply.
        SET CONSTRAINTS ALL IMMEDIATE;
        UPDATE public.disposal_items AS item SET row_sha256 = mark.row_sha256, disposed_at = now()
        FROM app.disposal_marks AS mark
        WHERE item.disposal_id = disposal AND mark.table_name = item.subject_table AND mark.row_id = item.subject_id;
        UPDATE public.disposals SET status = 'executed', executed_at = now() WHERE id = disposal;
        DELETE FROM app.disposal_marks;
        RETURN QUERY
          SELECT item.subject_table, item.subject_id, item.disposed_at IS NOT NULL,
            CASE WHEN item.disposed_at IS NULL THEN app.explain_stay(item.subject_table, item.subject_id)
              ELSE item.explanation END
          FROM public.disposal_items AS item WHERE item.disposal_id = disposal ORDER BY item.subject_table, item.subject_id;
      END
      $$`)
    await runner.query(`
      CREATE OR REPLACE FUNCTION audit.certificate_of(table_name text, row_id uuid) RETURNS text
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT certificate FROM app.disposal_marks AS mark WHERE mark.table_name = $1 AND mark.row_id = $2
      $$`)
  }

  private async createStateGuards(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION app.guard_disposal() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          IF NEW.status <> 'proposed' OR NEW.proposed_by <> app.compliance_person() THEN
            RAISE EXCEPTION 'a disposal begins as the proposal of whoever makes it' USING ERRCODE = 'AW006';
          END IF;
        ELSIF (NEW.reason, NEW.proposed_by, NEW.proposed_at) <> (OLD.reason, OLD.proposed_by, OLD.proposed_at)
          OR OLD.approved_by IS NOT NULL AND (NEW.approved_by, NEW.approved_at) IS DISTINCT FROM (OLD.approved_by, OLD.approved_at)
          OR (OLD.status, NEW.status) NOT IN (('proposed', 'approved'), ('proposed', 'cancelled'),
            ('approved', 'cancelled'), ('approved', 'executed')) THEN
          RAISE EXCEPTION 'a disposal is proposed, approved, and carried out or cancelled, and nothing of it is rewritten'
            USING ERRCODE = 'AW006';
        ELSIF NEW.status = 'approved' AND NEW.approved_by <> app.compliance_person() THEN
          RAISE EXCEPTION 'nobody approves in the name of another' USING ERRCODE = 'AW006';
        ELSIF NEW.status = 'executed' AND NOT EXISTS (
          SELECT FROM app.disposal_marks WHERE table_name = 'disposals' AND row_id = NEW.id) THEN
          RAISE EXCEPTION 'a disposal is carried out by app.execute_disposal' USING ERRCODE = 'AW006';
        ELSE
          PERFORM app.compliance_person();
        END IF;
        RETURN NEW;
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER b_guard_disposal BEFORE INSERT OR UPDATE ON public.disposals
      FOR EACH ROW EXECUTE FUNCTION app.guard_disposal()`)
    await runner.query(`
      CREATE FUNCTION app.guard_disposal_item() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      BEGIN
        IF TG_OP = 'INSERT' AND NEW.disposed_at IS NULL AND NEW.row_sha256 IS NULL AND EXISTS (
          SELECT FROM public.disposals
          WHERE id = NEW.disposal_id AND status = 'proposed' AND proposed_by = app.compliance_person()) THEN
          RETURN NEW;
        ELSIF TG_OP = 'UPDATE' AND EXISTS (
          SELECT FROM app.disposal_marks WHERE table_name = NEW.subject_table AND row_id = NEW.subject_id)
          AND EXISTS (SELECT FROM app.disposal_marks WHERE table_name = 'disposals' AND row_id = NEW.disposal_id) THEN
          RETURN NEW;
        END IF;
        RAISE EXCEPTION 'the records of a disposal are found by app.propose_disposal and never changed' USING ERRCODE = 'AW006';
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER b_guard_disposal_item BEFORE INSERT OR UPDATE ON public.disposal_items
      FOR EACH ROW EXECUTE FUNCTION app.guard_disposal_item()`)
    // Marks are made by a person of compliance who carries out what was approved, or not at all.
    await runner.query(`
      CREATE FUNCTION app.guard_mark() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        PERFORM app.compliance_person();
        RETURN NULL;
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER guard_mark AFTER INSERT OR UPDATE ON app.disposal_marks
      FOR EACH STATEMENT EXECUTE FUNCTION app.guard_mark()`)
  }

  private async createDeletionGuards(runner: QueryRunner): Promise<void> {
    // Whoever may not know of a hold is told that the row is kept, which is as true.
    await runner.query(`
      CREATE FUNCTION app.refuse_deletion() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        class text := (SELECT retention_class FROM app.record_classes WHERE table_name = TG_TABLE_NAME);
        answer record;
      BEGIN
        -- As text: a name is compared in another collation than the index has.
        IF EXISTS (SELECT FROM app.disposal_marks WHERE table_name = TG_TABLE_NAME::text AND row_id = OLD.id)
           OR class = 'reference' AND NOT app.is_held(TG_TABLE_NAME, OLD.id) THEN
          RETURN OLD;
        END IF;
        IF EXISTS (SELECT FROM app.holds_on(TG_TABLE_NAME, OLD.id)) THEN
          RAISE EXCEPTION 'a legal hold reaches this row of %: it stays until every hold is released', TG_TABLE_NAME
            USING ERRCODE = 'AW003', TABLE = TG_TABLE_NAME;
        END IF;
        SELECT * INTO answer FROM app.explain_row(TG_TABLE_NAME, OLD.id);
        RAISE EXCEPTION 'this row of % is not deleted: %', TG_TABLE_NAME,
          CASE WHEN class = 'reference' OR answer.explanation IS NULL THEN 'the firm keeps it.' ELSE answer.explanation END
          USING ERRCODE = 'AW002', TABLE = TG_TABLE_NAME,
            HINT = 'When its time is over, two people of compliance dispose of it: app.propose_disposal.';
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.refuse_truncation() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      BEGIN
        IF (SELECT retention_class FROM app.record_classes WHERE table_name = TG_TABLE_NAME) <> 'reference' THEN
          RAISE EXCEPTION 'the rows of % are kept: none is deleted but by a disposal', TG_TABLE_NAME
            USING ERRCODE = 'AW002', TABLE = TG_TABLE_NAME;
        ELSIF EXISTS (SELECT FROM public.legal_holds WHERE released_at IS NULL) THEN
          RAISE EXCEPTION 'there are legal holds: the rows of % stay until every hold is released', TG_TABLE_NAME
            USING ERRCODE = 'AW003', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NULL;
      END
      $$`)
    await runner.query(`
      DO $$
      DECLARE
        kept text;
      BEGIN
        FOR kept IN SELECT table_name FROM app.record_classes
                    WHERE retention_class <> 'reference' OR scope = 'household' ORDER BY place
        LOOP
          EXECUTE format('CREATE TRIGGER b_keep BEFORE DELETE ON public.%I
            FOR EACH ROW EXECUTE FUNCTION app.refuse_deletion()', kept);
          EXECUTE format('CREATE TRIGGER b_keep_all BEFORE TRUNCATE ON public.%I
            FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_truncation()', kept);
        END LOOP;
      END
      $$`)
  }

  private async giveAway(runner: QueryRunner): Promise<void> {
    for (const name of [...forCompliance, ...alsoForCompliance, ...internals]) {
      await runner.query(`REVOKE ALL ON FUNCTION app.${name} FROM PUBLIC`)
    }
    for (const name of [...forCompliance, ...alsoForCompliance]) {
      await runner.query(`GRANT EXECUTE ON FUNCTION app.${name} TO firm_compliance`)
    }
    for (const name of internals) await runner.query(`GRANT EXECUTE ON FUNCTION app.${name} TO firm_keeper`)
    await runner.query(`SELECT app.act_for_keeper(true)`)
    for (const name of keepersFunctions) await runner.query(`ALTER FUNCTION ${name} OWNER TO firm_keeper`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT app.act_for_keeper(true)`)
    await runner.query(`
      DO $$
      DECLARE
        kept text;
      BEGIN
        FOR kept IN SELECT table_name FROM app.record_classes
                    WHERE retention_class <> 'reference' OR scope = 'household' ORDER BY place
        LOOP
          EXECUTE format('DROP TRIGGER b_keep ON public.%I', kept);
          EXECUTE format('DROP TRIGGER b_keep_all ON public.%I', kept);
        END LOOP;
        FOR kept IN SELECT table_name FROM app.record_classes WHERE scope = 'household' ORDER BY place LOOP
          EXECUTE format('DROP POLICY keeper_disposes ON public.%I', kept);
          EXECUTE format('REVOKE DELETE ON public.%I FROM firm_keeper', kept);
        END LOOP;
        EXECUTE format('ALTER FUNCTION audit.certificate_of(text, uuid) OWNER TO %I', current_user);
      END
      $$`)
    await runner.query(`
      CREATE OR REPLACE FUNCTION audit.certificate_of(table_name text, row_id uuid) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$ SELECT NULL::text $$`)
    await runner.query(`DROP TRIGGER b_guard_disposal ON public.disposals`)
    await runner.query(`DROP TRIGGER b_guard_disposal_item ON public.disposal_items`)
    await runner.query(`DROP TABLE app.disposal_marks`)
    for (const name of keepersFunctions.filter((kept) => kept.startsWith('app.'))) {
      await runner.query(`DROP FUNCTION ${name}`)
    }
    for (const name of ['guard_mark()', 'disposable_sql(text, text)', 'classes_of(text)']) {
      await runner.query(`DROP FUNCTION app.${name}`)
    }
    for (const table of ['disposals', 'disposal_items']) {
      await runner.query(`DROP POLICY keeper_adds ON public.${table}`)
      await runner.query(`DROP POLICY keeper_changes ON public.${table}`)
    }
    await runner.query(`REVOKE INSERT, UPDATE ON public.disposals, public.disposal_items FROM firm_keeper`)
    for (const table of ['households', 'accounts']) {
      await runner.query(`DROP POLICY keeper_locks ON public.${table}`)
      await runner.query(`REVOKE UPDATE (version) ON public.${table} FROM firm_keeper`)
    }
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }
}
