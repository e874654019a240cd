import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * The trail, written by statement instead of by row: each watched table gets one function with plain SQL made for its
 * columns, because turning whole rows into JSON costs more than the write itself.
 */
export class Trail1764200003000 implements MigrationInterface {
  name = 'Trail1764200003000'

  async up(runner: QueryRunner): Promise<void> {
    await this.lightenTable(runner)
    await this.lightenStamps(runner)
    await this.createHashes(runner)
    await this.createEvents(runner)
    await this.createWriters(runner)
    await this.replaceRowForm(runner)
  }

  private async lightenTable(runner: QueryRunner): Promise<void> {
    // As json, the text that was hashed is the text that is stored; as jsonb it would be parsed and printed again.
    await runner.query(`ALTER TABLE public.audit_events ALTER COLUMN changes TYPE json USING changes::json`)
    await runner.query(`DROP INDEX public.ix_audit_events_device`)
    await runner.query(`
      CREATE INDEX ix_audit_events_device ON public.audit_events (device_id, device_sequence)
      WHERE device_sequence IS NOT NULL`)
  }

  private async lightenStamps(runner: QueryRunner): Promise<void> {
    // In plpgsql the plan of the look-up is kept; a function in SQL is planned anew in every statement.
    await runner.query(`SELECT app.act_for_keeper(true)`)
    await runner.query(`
      CREATE OR REPLACE FUNCTION app.user_id() RETURNS uuid
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      BEGIN
        IF pg_has_role(session_user, 'firm_pooler', 'MEMBER') THEN
          RETURN nullif(current_setting('app.current_user_id', true), '')::uuid;
        END IF;
        RETURN (SELECT id FROM public.users WHERE login = session_user AND active);
      END
      $$`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
    await runner.query(`
      CREATE OR REPLACE FUNCTION app.stamp_row() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
      DECLARE
        author uuid := app.user_id();
      BEGIN
        IF TG_OP = 'INSERT' THEN
          NEW.version := 1;
          NEW.created_at := now();
          NEW.created_by := author;
        ELSE
          NEW.id := OLD.id;
          NEW.version := OLD.version + 1;
          NEW.created_at := OLD.created_at;
          NEW.created_by := OLD.created_by;
        END IF;
        NEW.updated_at := now();
        NEW.updated_by := author;
        RETURN NEW;
      END
      $$`)
  }

  private async createHashes(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit.instant_text(moment timestamptz) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      $$`)
    // What an event's hash covers: a JSON array without line breaks, a line break, and the changes as stored. The
    // array's second half differs from event to event; the writers below put the same text together by themselves.
    await runner.query(`
      CREATE FUNCTION audit.hash_of(event public.audit_events) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT encode(sha256(convert_to(
          CASE WHEN event.origin = 'laptop' THEN event.previous_hash || event.payload
          ELSE json_build_array(
            audit.instant_text(event.recorded_at), audit.instant_text(event.occurred_at), event.origin,
            event.device_id, event.actor_id, event.actor_login, event.app_version, event.transaction_id::text,
            event.table_name, event.type, event.action, event.reason, event.id, event.row_id, event.household_id
          )::text || chr(10) || coalesce(event.changes::text, '') END, 'UTF8')), 'hex')
      $$`)
    // The first half of that array, which is the same for everything that one statement changes.
    await runner.query(`
      CREATE FUNCTION audit.head_of(at timestamptz, device uuid, actor uuid) RETURNS text
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      DECLARE
        moment text := to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
      BEGIN
        RETURN left(json_build_array(
          moment, moment, 'server', device, actor, session_user, NULL, pg_current_xact_id()::text)::text, -1);
      END
      $$`)
    // Who writes, when, and from which device.
    await runner.query(`
      CREATE FUNCTION audit.present(
        OUT at timestamptz, OUT device uuid, OUT actor uuid, OUT login text, OUT head text)
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        at := clock_timestamp()::timestamptz(3);
        device := nullif(current_setting('app.device_id', true), '')::uuid;
        actor := app.user_id();
        login := session_user;
        head := audit.head_of(at, device, actor);
      END
      $$`)
  }

  private async createEvents(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit.record_event(
        event_type text, event_action text, subject_table text, subject_id uuid, household uuid,
        event_changes jsonb, event_reason text) RETURNS uuid
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        who record;
        event public.audit_events;
      BEGIN
        SELECT * INTO who FROM audit.present();
        event.id := gen_random_uuid();
        event.occurred_at := who.at;
        event.recorded_at := who.at;
        event.origin := 'server';
        event.device_id := who.device;
        event.actor_id := who.actor;
        event.actor_login := who.login;
        event.transaction_id := pg_current_xact_id();
        event.type := event_type;
        event.action := event_action;
        event.table_name := subject_table;
        event.row_id := subject_id;
        event.household_id := household;
        event.changes := nullif(event_changes, 'null')::json;
        event.reason := event_reason;
        INSERT INTO public.audit_events (
          id, occurred_at, recorded_at, origin, device_id, actor_id, actor_login, type, action, table_name, row_id,
          household_id, changes, reason, hash)
        VALUES (
          event.id, event.occurred_at, event.recorded_at, event.origin, event.device_id, event.actor_id,
          event.actor_login, event.type, event.action, event.table_name, event.row_id, event.household_id,
          event.changes, event.reason, audit.hash_of(event));
        RETURN event.id;
      END
      $$`)
    await runner.query(`
      REVOKE ALL ON FUNCTION audit.record_event(text, text, text, uuid, uuid, jsonb, text) FROM PUBLIC`)
    // The certificate under which a row is disposed of; null says that the deletion is an ordinary one.
    await runner.query(`
      CREATE FUNCTION audit.certificate_of(table_name text, row_id uuid) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$ SELECT NULL::text $$`)
  }

  private async createWriters(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit.columns_of(watched regclass) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT string_agg(attname || ' ' || atttypid, ',' ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = watched AND attnum > 0 AND NOT attisdropped
      $$`)
    // Called immutable so that a plan holds its answer: reading the catalogue at every write would cost as much as the
    // hash. Only the functions that audit.watch makes may use it, whose plans end when the table changes.
    await runner.query(`
      CREATE FUNCTION audit.planned_columns_of(watched regclass) RETURNS text
      LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$ SELECT audit.columns_of(watched) $$`)
    await this.createFieldTexts(runner)
    await this.createStatements(runner)
    await this.createWatch(runner)
  }

  private async createFieldTexts(runner: QueryRunner): Promise<void> {
    // An expression that gives the changed fields of rows called o and n as '"name":[before,after],…', and one that
    // tells whether content, which the trail never copies, was changed. Bookkeeping and derived columns are no change.
    // One call for each column instead of five: a statement over a single row costs what it takes to set it up.
    await runner.query(`
      CREATE FUNCTION audit.pair_text(head text, before anyelement, after anyelement) RETURNS text
      LANGUAGE plpgsql STABLE AS $$
      BEGIN
        RETURN concat(head, coalesce(to_json(before), 'null'), ',', coalesce(to_json(after), 'null'), ']');
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION audit.fields_sql(watched regclass, operation text) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT 'array_to_string(ARRAY[' || coalesce(string_agg(CASE
          WHEN operation = 'UPDATE' THEN format(
            'CASE WHEN o.%1$I%2$s IS DISTINCT FROM n.%1$I%2$s THEN audit.pair_text(%3$L, o.%1$I, n.%1$I) END',
            name, CASE WHEN comparable THEN '' ELSE '::text' END, key || ':[')
          WHEN kind = 'bool'::regtype THEN format(
            'CASE %s.%I WHEN true THEN %L WHEN false THEN %L END', side, name, head || 'true' || tail,
            head || 'false' || tail)
          WHEN kind = 'uuid'::regtype THEN format(
            'CASE WHEN %1$s.%2$I IS NOT NULL THEN concat(%3$L, %1$s.%2$I, %4$L) END', side, name, head || '"',
            '"' || tail)
          ELSE format(
            'CASE WHEN %1$s.%2$I IS NOT NULL THEN concat(%3$L, to_json(%1$s.%2$I), %4$L) END', side, name, head, tail)
          END, ',' || chr(10) ORDER BY attnum), '') || ']::text[], '','')'
        FROM (
          SELECT attnum, attname AS name, atttypid AS kind, to_json(attname::text)::text AS key,
            CASE operation WHEN 'DELETE' THEN 'o' ELSE 'n' END AS side,
            to_json(attname::text)::text || CASE operation WHEN 'DELETE' THEN ':[' ELSE ':[null,' END AS head,
            CASE operation WHEN 'DELETE' THEN ',null]' ELSE ']' END AS tail,
            EXISTS (SELECT FROM pg_opclass JOIN pg_am ON pg_am.oid = opcmethod
                    WHERE amname = 'btree' AND opcdefault AND opcintype = atttypid) AS comparable
          FROM pg_attribute
          WHERE attrelid = watched AND attnum > 0 AND NOT attisdropped AND attname NOT IN (
            'id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'content', 'search_text')
        ) AS watched_columns
      $$`)
    await runner.query(`
      CREATE FUNCTION audit.has_column(watched regclass, column_name text) RETURNS boolean
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT EXISTS (SELECT FROM pg_attribute
                       WHERE attrelid = watched AND attname = column_name AND attnum > 0 AND NOT attisdropped)
      $$`)
    // What one statement did: a query with id, type, action, reason, row_id, household, and changes of each event.
    await runner.query(`
      CREATE FUNCTION audit.events_sql(watched regclass, operation text) RETURNS text
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
      DECLARE
        table_name text := (SELECT relname FROM pg_class WHERE oid = watched);
        side text := CASE operation WHEN 'DELETE' THEN 'o' ELSE 'n' END;
        household text := CASE WHEN table_name = 'households' THEN side || '.id'
          WHEN audit.has_column(watched, 'household_id') THEN side || '.household_id' ELSE 'NULL::uuid' END;
        head text := format('SELECT gen_random_uuid() AS id, %s.id AS row_id, %s AS household, ', side, household);
        fields text := audit.fields_sql(watched, operation);
        ends_hold text := 'false';
      BEGIN
        IF operation = 'INSERT' THEN
          RETURN head || CASE WHEN table_name = 'legal_holds' THEN $sql$'retention' AS type, 'hold_placed' AS action$sql$
            ELSE $sql$'data' AS type, 'create' AS action$sql$ END
            || $sql$, NULL::text AS reason, '{' || $sql$ || fields || $sql$ || '}' AS changes FROM new_rows AS n$sql$;
        ELSIF operation = 'DELETE' THEN
          RETURN head || format($sql$
            CASE WHEN certificate IS NULL THEN 'data' ELSE 'retention' END AS type,
            CASE WHEN certificate IS NULL THEN 'delete' ELSE 'disposed' END AS action,
            certificate AS reason, CASE WHEN certificate IS NULL THEN '{' || %s || '}' END AS changes
            FROM (SELECT *, audit.certificate_of(%L, id) AS certificate FROM old_rows OFFSET 0) AS o$sql$,
            fields, table_name);
        END IF;
        IF table_name = 'legal_holds' AND audit.has_column(watched, 'released_at') THEN
          ends_hold := 'o.released_at IS NULL AND n.released_at IS NOT NULL';
        END IF;
        -- A full join is always hashed or merged. The plan is kept from the first call, which may be of a single row,
        -- and a nested loop chosen then would take minutes for ten thousand. OFFSET 0 keeps the fields from being set up
        -- and compared a second time, for the condition.
        RETURN format($sql$SELECT id, row_id, household, type, action, reason, nullif('{' || fields || '}', '{}') AS changes
          FROM (%s CASE WHEN %s THEN 'retention' ELSE 'data' END AS type,
            CASE WHEN %2$s THEN 'hold_released' ELSE 'update' END AS action, NULL::text AS reason,
            %s AS fields, %s AS touched
            FROM old_rows AS o FULL JOIN new_rows AS n ON n.id = o.id OFFSET 0) AS pair
          WHERE fields <> '' OR touched$sql$,
          head, ends_hold, fields, CASE WHEN audit.has_column(watched, 'content')
            THEN 'o.content IS DISTINCT FROM n.content' ELSE 'false' END);
      END
      $$`)
  }

  private async createStatements(runner: QueryRunner): Promise<void> {
    // @param who - how to name what is the same for the whole statement: \`who.\` from a source in the statement, or
    // \`who_\` for variables around it, which saves a scan.
    await runner.query(`
      CREATE FUNCTION audit.writer_sql(watched regclass, operation text, who text, source text) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT format($sql$
          INSERT INTO public.audit_events (
            id, occurred_at, recorded_at, origin, device_id, actor_id, actor_login, type, action, table_name, row_id,
            household_id, changes, reason, hash)
          SELECT event.id, %4$sat, %4$sat, 'server', %4$sdevice, %4$sactor, %4$slogin, event.type, event.action, %1$L,
            event.row_id, event.household, event.changes::json, event.reason,
            encode(sha256(convert_to(%4$shead || %2$L || event.type || '", "' || event.action || '", '
              || coalesce(to_json(event.reason)::text, 'null') || ', "' || event.id || '", "' || event.row_id || '", '
              || coalesce('"' || event.household || '"', 'null') || ']' || chr(10) || coalesce(event.changes, ''),
              'UTF8')), 'hex')
          FROM %5$s (%3$s) AS event$sql$,
          relname, ', ' || to_json(relname::text)::text || ', "', audit.events_sql(watched, operation),
          who, source)
        FROM pg_class WHERE oid = watched
      $$`)
    for (const name of [
      'columns_of(regclass)',
      'planned_columns_of(regclass)',
      'fields_sql(regclass, text)',
      'pair_text(text, anyelement, anyelement)',
      'has_column(regclass, text)',
      'events_sql(regclass, text)',
      'writer_sql(regclass, text, text, text)',
    ]) {
      await runner.query(`REVOKE ALL ON FUNCTION audit.${name} FROM PUBLIC`)
    }
  }

  private async createWatch(runner: QueryRunner): Promise<void> {
    // Puts a table under audit, or renews what was made for its columns. Until a table whose columns were changed is
    // watched anew, its function notices and makes the statement each time: nothing is missed, it only costs more.
    await runner.query(`
      CREATE FUNCTION audit.watch(watched regclass) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      DECLARE
        table_name text := (SELECT relname FROM pg_class WHERE oid = watched);
        operation text;
        rows_of text;
      BEGIN
        EXECUTE format($sql$
          CREATE OR REPLACE FUNCTION audit.%1$I() RETURNS trigger
          LANGUAGE plpgsql SECURITY DEFINER
          SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan AS $body$
          DECLARE
            who_at timestamptz := clock_timestamp()::timestamptz(3);
            who_device uuid := nullif(current_setting('app.device_id', true), '')::uuid;
            who_actor uuid := app.user_id();
            who_login text := session_user;
            who_head text := audit.head_of(who_at, who_device, who_actor);
          BEGIN
            -- A constant of the plan, which is made anew when the table that the regclass names has changed.
            IF %2$L <> audit.planned_columns_of(%6$L) THEN
              EXECUTE audit.writer_sql(TG_RELID, TG_OP, 'who.', 'audit.present() AS who,');
            ELSIF TG_OP = 'INSERT' THEN %3$s;
            ELSIF TG_OP = 'UPDATE' THEN %4$s;
            ELSE %5$s;
            END IF;
            RETURN NULL;
          END
          $body$ $sql$,
          'record_' || table_name, audit.columns_of(watched), audit.writer_sql(watched, 'INSERT', 'who_', ''),
          audit.writer_sql(watched, 'UPDATE', 'who_', ''), audit.writer_sql(watched, 'DELETE', 'who_', ''),
          format('public.%I', table_name));
        IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = watched AND tgname = 'b_audit') THEN
          EXECUTE format('DROP TRIGGER b_audit ON %s', watched);
        END IF;
        FOR operation, rows_of IN VALUES ('INSERT', 'NEW TABLE AS new_rows'),
          ('UPDATE', 'OLD TABLE AS old_rows NEW TABLE AS new_rows'), ('DELETE', 'OLD TABLE AS old_rows')
        LOOP
          CONTINUE WHEN EXISTS (
            SELECT FROM pg_trigger WHERE tgrelid = watched AND tgname = 'b_audit_' || lower(operation));
          EXECUTE format(
            'CREATE TRIGGER %I AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION audit.%I()',
            'b_audit_' || lower(operation), operation, watched, rows_of, 'record_' || table_name);
        END LOOP;
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION audit.watch(regclass) FROM PUBLIC`)
    await runner.query(`
      CREATE FUNCTION audit.unwatch(watched regclass) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        EXECUTE format('DROP TRIGGER b_audit_insert ON %s', watched);
        EXECUTE format('DROP TRIGGER b_audit_update ON %s', watched);
        EXECUTE format('DROP TRIGGER b_audit_delete ON %s', watched);
        EXECUTE format('DROP FUNCTION audit.%I()', 'record_' || (SELECT relname FROM pg_class WHERE oid = watched));
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION audit.unwatch(regclass) FROM PUBLIC`)
  }

  private async replaceRowForm(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$
      DECLARE
        watched regclass;
      BEGIN
        FOR watched IN SELECT tgrelid FROM pg_trigger
                       WHERE tgfoid = 'audit.record_row()'::regprocedure ORDER BY tgrelid::regclass::text
        LOOP
          PERFORM audit.watch(watched);
        END LOOP;
      END
      $$`)
    await runner.query(`DROP FUNCTION audit.record_row()`)
    await runner.query(`DROP FUNCTION audit.changed_fields(jsonb, jsonb)`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await this.restoreRowForm(runner)
    for (const name of [
      'watch(regclass)',
      'unwatch(regclass)',
      'writer_sql(regclass, text, text, text)',
      'events_sql(regclass, text)',
      'has_column(regclass, text)',
      'fields_sql(regclass, text)',
      'pair_text(text, anyelement, anyelement)',
      'planned_columns_of(regclass)',
      'columns_of(regclass)',
      'certificate_of(text, uuid)',
      'record_event(text, text, text, uuid, uuid, jsonb, text)',
      'present()',
      'head_of(timestamptz, uuid, uuid)',
      'hash_of(public.audit_events)',
      'instant_text(timestamptz)',
    ]) {
      await runner.query(`DROP FUNCTION audit.${name}`)
    }
    await this.restoreStamps(runner)
    await runner.query(`DROP INDEX public.ix_audit_events_device`)
    await runner.query(`CREATE INDEX ix_audit_events_device ON public.audit_events (device_id, device_sequence)`)
    await runner.query(`ALTER TABLE public.audit_events ALTER COLUMN changes TYPE jsonb USING changes::jsonb`)
  }

  private async restoreRowForm(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit.changed_fields(old_row jsonb, new_row jsonb) RETURNS jsonb
      LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
        SELECT jsonb_object_agg(key, jsonb_build_array(old_row -> key, new_row -> key))
        FROM jsonb_object_keys(coalesce(new_row, old_row)) AS key
        WHERE key NOT IN ('id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'content')
          AND (old_row -> key) IS DISTINCT FROM (new_row -> key)
      $$`)
    await runner.query(`
      CREATE FUNCTION audit.record_row() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
        new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
        subject jsonb := coalesce(new_row, old_row);
        changed jsonb := audit.changed_fields(old_row, new_row);
        action text := CASE TG_OP WHEN 'INSERT' THEN 'create' WHEN 'UPDATE' THEN 'update' ELSE 'delete' END;
        event_id uuid := gen_random_uuid();
        household uuid := CASE WHEN TG_TABLE_NAME = 'households' THEN (subject ->> 'id')::uuid
                               ELSE (subject ->> 'household_id')::uuid END;
        actor uuid := app.user_id();
        at timestamptz(3) := clock_timestamp();
      BEGIN
        INSERT INTO public.audit_events (
          id, occurred_at, recorded_at, origin, device_id, actor_id, actor_login, type, action, table_name, row_id,
          household_id, changes, hash)
        VALUES (
          event_id, at, at, 'server', nullif(current_setting('app.device_id', true), '')::uuid, actor, session_user,
          'data', action, TG_TABLE_NAME, (subject ->> 'id')::uuid, household, changed,
          encode(sha256(convert_to(concat_ws('|', event_id, at, actor, session_user, action, TG_TABLE_NAME,
            subject ->> 'id', changed::text), 'UTF8')), 'hex'));
        RETURN NULL;
      END
      $$`)
    await runner.query(`
      DO $$
      DECLARE
        watched regclass;
      BEGIN
        FOR watched IN SELECT tgrelid FROM pg_trigger WHERE tgname = 'b_audit_insert' ORDER BY tgrelid::regclass::text
        LOOP
          PERFORM audit.unwatch(watched);
          EXECUTE format('CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON %s
            FOR EACH ROW EXECUTE FUNCTION audit.record_row()', watched);
        END LOOP;
      END
      $$`)
  }

  private async restoreStamps(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT app.act_for_keeper(true)`)
    await runner.query(`
      CREATE OR REPLACE FUNCTION app.user_id() RETURNS uuid
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        SELECT CASE
          WHEN pg_has_role(session_user, 'firm_pooler', 'MEMBER')
            THEN nullif(current_setting('app.current_user_id', true), '')::uuid
          ELSE (SELECT id FROM public.users WHERE login = session_user AND active)
        END
      $$`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
    await runner.query(`
      CREATE OR REPLACE FUNCTION app.stamp_row() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          NEW.version := 1;
          NEW.created_at := now();
          NEW.created_by := app.user_id();
        ELSE
          NEW.id := OLD.id;
          NEW.version := OLD.version + 1;
          NEW.created_at := OLD.created_at;
          NEW.created_by := OLD.created_by;
        END IF;
        NEW.updated_at := now();
        NEW.updated_by := app.user_id();
        RETURN NEW;
      END
      $$`)
  }
}
