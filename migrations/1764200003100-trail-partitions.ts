import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Months of the trail: made ahead, the default partition emptied into them, and closed to every change. */
export class TrailPartitions1764200003100 implements MigrationInterface {
  name = 'TrailPartitions1764200003100'

  async up(runner: QueryRunner): Promise<void> {
    await this.createGuards(runner)
    await this.createMonths(runner)
    await this.createDraining(runner)
    await this.createMaking(runner)
    await this.createList(runner)
    await runner.query(`SELECT audit.ensure_partitions()`)
  }

  private async createGuards(runner: QueryRunner): Promise<void> {
    // The parent's row trigger goes when a month is detached, and says nothing where no row fits: every table of the
    // trail has a trigger of its own that refuses the statement.
    await runner.query(`
      CREATE FUNCTION audit.guard_partition(part regclass) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        EXECUTE format('CREATE TRIGGER refuse_statement BEFORE UPDATE OR DELETE ON %s
          FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', part);
        IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = part AND tgname = 'refuse_truncate') THEN
          EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s
            FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', part);
        END IF;
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION audit.guard_partition(regclass) FROM PUBLIC`)
    await runner.query(`
      SELECT audit.guard_partition(relid) FROM pg_partition_tree('public.audit_events') ORDER BY relid::regclass::text`)
  }

  private async createMonths(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit.partition_of(month date) RETURNS text
      LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
        SELECT 'events_' || to_char(month, 'YYYY_MM')
      $$`)
    // The first instant of a month, in UTC whatever the session's time zone.
    await runner.query(`
      CREATE FUNCTION audit.month_start(month date) RETURNS timestamptz
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT date_trunc('month', month::timestamp) AT TIME ZONE 'UTC'
      $$`)
    await runner.query(`
      CREATE FUNCTION audit.next_month(month date) RETURNS date
      LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
        SELECT (date_trunc('month', month::timestamp) + interval '1 month')::date
      $$`)
    await runner.query(`
      CREATE FUNCTION audit.this_month() RETURNS date
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT date_trunc('month', now() AT TIME ZONE 'UTC')::date
      $$`)
    // The months that should be there and have no table: the present one, those ahead, and earlier ones whose events
    // lie in the default partition. Events dated further ahead wait there until their month comes near.
    await runner.query(`
      CREATE FUNCTION audit.missing_months(months_ahead integer) RETURNS SETOF date
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT month FROM (
          SELECT (audit.this_month() + make_interval(months => step))::date
          FROM generate_series(0, least(greatest(months_ahead, 0), 24)) AS step
          UNION
          SELECT DISTINCT date_trunc('month', recorded_at AT TIME ZONE 'UTC')::date FROM audit.events_default
          WHERE recorded_at < audit.month_start(audit.this_month())
        ) AS wanted (month)
        WHERE to_regclass('audit.' || audit.partition_of(month)) IS NULL ORDER BY month
      $$`)
    await runner.query(`
      CREATE FUNCTION audit.create_month(month date) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        EXECUTE format('CREATE TABLE audit.%I (LIKE public.audit_events INCLUDING ALL EXCLUDING IDENTITY)',
          audit.partition_of(month));
        PERFORM audit.guard_partition(to_regclass('audit.' || audit.partition_of(month)));
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION audit.attach_month(month date) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        EXECUTE format('ALTER TABLE public.audit_events ATTACH PARTITION audit.%I FOR VALUES FROM (%L) TO (%L)',
          audit.partition_of(month), audit.month_start(month), audit.month_start(audit.next_month(month)));
      END
      $$`)
  }

  private async createDraining(runner: QueryRunner): Promise<void> {
    // Copies what lies in one table for a month and is not in its own yet. Sequences are kept.
    await runner.query(`
      CREATE FUNCTION audit.copy_month(month date, source regclass) RETURNS bigint
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      DECLARE
        columns text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                         WHERE attrelid = source AND attnum > 0 AND NOT attisdropped);
        copied bigint;
      BEGIN
        EXECUTE format(
          'INSERT INTO audit.%1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM %3$s AS event
           WHERE recorded_at >= %4$L AND recorded_at < %5$L
             AND NOT EXISTS (SELECT FROM audit.%1$I AS made WHERE made.recorded_at = event.recorded_at AND made.id = event.id)
           ORDER BY sequence',
          audit.partition_of(month), columns, source, audit.month_start(month),
          audit.month_start(audit.next_month(month)));
        GET DIAGNOSTICS copied = ROW_COUNT;
        RETURN copied;
      END
      $$`)
    // The default partition changes places with a new one. What is there already is copied while others write; only
    // the rest is copied while they wait. The parent is locked before anything else: a writer holds it first as well.
    await runner.query(`
      CREATE FUNCTION audit.drain_default(months date[]) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      DECLARE
        month date;
        moved bigint := 0;
        columns text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                         WHERE attrelid = 'audit.events_default'::regclass AND attnum > 0 AND NOT attisdropped);
        kept bigint;
      BEGIN
        FOREACH month IN ARRAY months LOOP
          PERFORM audit.create_month(month);
          moved := moved + audit.copy_month(month, 'audit.events_default');
        END LOOP;
        LOCK TABLE public.audit_events IN ACCESS EXCLUSIVE MODE;
        FOREACH month IN ARRAY months LOOP
          moved := moved + audit.copy_month(month, 'audit.events_default');
        END LOOP;
        ALTER TABLE public.audit_events DETACH PARTITION audit.events_default;
        ALTER TABLE audit.events_default RENAME TO events_drained;
        CREATE TABLE audit.events_default (LIKE public.audit_events INCLUDING ALL EXCLUDING IDENTITY);
        PERFORM audit.guard_partition('audit.events_default');
        FOREACH month IN ARRAY months LOOP
          PERFORM audit.attach_month(month);
        END LOOP;
        ALTER TABLE public.audit_events ATTACH PARTITION audit.events_default DEFAULT;
        EXECUTE format(
          'INSERT INTO audit.events_default (%1$s) OVERRIDING SYSTEM VALUE SELECT %1$s FROM audit.events_drained
           WHERE date_trunc(''month'', recorded_at AT TIME ZONE ''UTC'')::date <> ALL ($1) ORDER BY sequence', columns)
        USING months;
        GET DIAGNOSTICS kept = ROW_COUNT;
        IF moved + kept <> (SELECT count(*) FROM audit.events_drained) THEN
          RAISE EXCEPTION 'the default partition was not copied whole; nothing was changed' USING ERRCODE = 'AW008';
        END IF;
        DROP TABLE audit.events_drained;
      END
      $$`)
  }

  private async createMaking(runner: QueryRunner): Promise<void> {
    // Without events in the way, no writer waits: attaching takes a lock that writers of other months do not mind.
    await runner.query(`
      CREATE FUNCTION audit.attach_months(months date[]) RETURNS boolean
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      DECLARE
        month date;
      BEGIN
        FOREACH month IN ARRAY months LOOP
          PERFORM audit.create_month(month);
        END LOOP;
        LOCK TABLE ONLY public.audit_events IN SHARE UPDATE EXCLUSIVE MODE;
        LOCK TABLE audit.events_default IN ACCESS EXCLUSIVE MODE;
        IF EXISTS (SELECT FROM audit.events_default
                   WHERE date_trunc('month', recorded_at AT TIME ZONE 'UTC')::date = ANY (months)) THEN
          RAISE EXCEPTION 'events are in the way' USING ERRCODE = 'AW009';
        END IF;
        FOREACH month IN ARRAY months LOOP
          PERFORM audit.attach_month(month);
        END LOOP;
        RETURN true;
      EXCEPTION WHEN SQLSTATE 'AW009' THEN
        -- Going back gives up the locks: draining must begin with the parent's.
        RETURN false;
      END
      $$`)
    // What ensure_partitions does, except that it says why it could not.
    await runner.query(`
      CREATE FUNCTION audit.make_partitions(months_ahead integer) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' AS $$
      DECLARE
        months date[];
      BEGIN
        -- A snapshot from before the lock would not show what was committed since, and draining would lose it.
        IF current_setting('transaction_isolation') <> 'read committed' THEN
          RAISE EXCEPTION 'partitions are made in read committed transactions only' USING ERRCODE = '25001';
        END IF;
        PERFORM pg_advisory_xact_lock(hashtext('audit.ensure_partitions'));
        months := ARRAY(SELECT audit.missing_months(months_ahead));
        IF cardinality(months) = 0 THEN
          RETURN 0;
        END IF;
        IF NOT audit.attach_months(months) THEN
          PERFORM audit.drain_default(months);
        END IF;
        RETURN cardinality(months);
      END
      $$`)
    // Anyone's start-up may call it. It never fails and never waits long: whatever stands in the way, the default
    // partition takes the events, and the next call tries again.
    await runner.query(`
      CREATE OR REPLACE FUNCTION audit.ensure_partitions(months_ahead integer DEFAULT 3) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET client_min_messages = error AS $$
      BEGIN
        -- Where nothing is missing, which is nearly always, not even a lock is asked for.
        IF NOT EXISTS (SELECT audit.missing_months(months_ahead)) THEN
          RETURN 0;
        END IF;
        RETURN audit.make_partitions(months_ahead);
      EXCEPTION WHEN OTHERS THEN
        RAISE LOG 'audit.ensure_partitions: no partition was made (SQLSTATE %)', SQLSTATE;
        RETURN 0;
      END
      $$`)
    for (const name of [
      'missing_months(integer)',
      'create_month(date)',
      'attach_month(date)',
      'copy_month(date, regclass)',
      'drain_default(date[])',
      'attach_months(date[])',
      'make_partitions(integer)',
    ]) {
      await runner.query(`REVOKE ALL ON FUNCTION audit.${name} FROM PUBLIC`)
    }
  }

  private async createList(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit.require_administrator() RETURNS void
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
      BEGIN
        IF NOT pg_has_role(session_user, 'firm_administrator', 'MEMBER') THEN
          RAISE EXCEPTION 'the partitions of the trail are for administrators' USING ERRCODE = '42501';
        END IF;
      END
      $$`)
    // Months in order, detached ones included; the default partition last, without a month.
    await runner.query(`
      CREATE FUNCTION audit.list_partitions() RETURNS TABLE (month date, events bigint, bytes bigint, attached boolean)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        part record;
      BEGIN
        PERFORM audit.require_administrator();
        FOR part IN
          SELECT oid, relname, relispartition FROM pg_class
          WHERE relnamespace = 'audit'::regnamespace AND relkind = 'r' AND relname ~ '^events_(\\d{4}_\\d{2}|default)$'
          ORDER BY relname
        LOOP
          month := CASE WHEN part.relname <> 'events_default' THEN to_date(part.relname, '"events_"YYYY_MM') END;
          EXECUTE format('SELECT count(*) FROM audit.%I', part.relname) INTO events;
          bytes := pg_total_relation_size(part.oid);
          attached := part.relispartition;
          RETURN NEXT;
        END LOOP;
      END
      $$`)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of [
      'list_partitions()',
      'require_administrator()',
      'make_partitions(integer)',
      'attach_months(date[])',
      'drain_default(date[])',
      'copy_month(date, regclass)',
      'attach_month(date)',
      'create_month(date)',
      'missing_months(integer)',
      'this_month()',
      'next_month(date)',
      'month_start(date)',
      'partition_of(date)',
      'guard_partition(regclass)',
    ]) {
      await runner.query(`DROP FUNCTION audit.${name}`)
    }
    await runner.query(`
      DO $$
      DECLARE
        part regclass;
      BEGIN
        FOR part IN SELECT tgrelid FROM pg_trigger WHERE tgname = 'refuse_statement' LOOP
          EXECUTE format('DROP TRIGGER refuse_statement ON %s', part);
        END LOOP;
      END
      $$`)
    await this.restoreEnsure(runner)
  }

  private async restoreEnsure(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION audit.ensure_partitions(months_ahead integer DEFAULT 3) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        month timestamptz;
        partition_name text;
        made integer := 0;
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('audit.ensure_partitions'));
        FOR step IN 0..least(greatest(months_ahead, 0), 24) LOOP
          month := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + make_interval(months => step);
          partition_name := 'events_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
          CONTINUE WHEN to_regclass('audit.' || partition_name) IS NOT NULL;
          CONTINUE WHEN EXISTS (
            SELECT FROM audit.events_default WHERE recorded_at >= month AND recorded_at < month + interval '1 month');
          EXECUTE format(
            'CREATE TABLE audit.%I PARTITION OF public.audit_events FOR VALUES FROM (%L) TO (%L)',
            partition_name, month, month + interval '1 month');
          EXECUTE format(
            'CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.%I
             FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', partition_name);
          made := made + 1;
        END LOOP;
        RETURN made;
      END
      $$`)
  }
}
