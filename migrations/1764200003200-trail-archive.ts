import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Months that are over and no longer needed leave the trail: read out, compared by digest, detached, dropped. */
export class TrailArchive1764200003200 implements MigrationInterface {
  name = 'TrailArchive1764200003200'

  async up(runner: QueryRunner): Promise<void> {
    await this.createNeeds(runner)
    await this.createReading(runner)
    await this.createArchiving(runner)
    await this.createDropping(runner)
  }

  private async createNeeds(runner: QueryRunner): Promise<void> {
    // Years that the trail is kept after the end of a month.
    await runner.query(`
      CREATE FUNCTION audit.years_kept() RETURNS integer
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$ SELECT 7 $$`)
    // Whether what happened to a row must still be known: as long as the row itself is there.
    await runner.query(`
      CREATE FUNCTION audit.subject_is_needed(table_name text, row_id uuid) RETURNS boolean
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        subject regclass := to_regclass('public.' || quote_ident(table_name));
        present boolean;
      BEGIN
        IF subject IS NULL THEN
          RETURN false;
        END IF;
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE id = $1)', subject) INTO present USING row_id;
        RETURN present;
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION audit.subject_is_needed(text, uuid) FROM PUBLIC`)
    await runner.query(`
      DO $$
      BEGIN
        -- It must see every row to say that one is gone; the owner of the trail asks it for a whole month.
        PERFORM app.act_for_keeper(true);
        ALTER FUNCTION audit.subject_is_needed(text, uuid) OWNER TO firm_keeper;
        EXECUTE format('GRANT EXECUTE ON FUNCTION audit.subject_is_needed(text, uuid) TO %I', current_user);
        PERFORM app.act_for_keeper(false);
      END
      $$`)
    // Asks once for each subject and not for each event; the index on table and row gives them in order.
    await runner.query(`
      CREATE FUNCTION audit.month_is_needed(month date) RETURNS text
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        subject record;
      BEGIN
        FOR subject IN EXECUTE format(
          'SELECT DISTINCT table_name, row_id FROM audit.%I WHERE table_name IS NOT NULL AND row_id IS NOT NULL',
          audit.partition_of(month))
        LOOP
          IF audit.subject_is_needed(subject.table_name, subject.row_id) THEN
            RETURN format('The row %s of %s, of which %s tells, is still kept or held.', subject.row_id,
              subject.table_name, to_char(month, 'YYYY-MM'));
          END IF;
        END LOOP;
        RETURN NULL;
      END
      $$`)
  }

  private async createReading(runner: QueryRunner): Promise<void> {
    // One line of JSON for each event, in order. Changes stay the text that was hashed.
    await runner.query(`
      CREATE FUNCTION audit.month_lines(month date) RETURNS TABLE (line text)
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      BEGIN
        PERFORM audit.require_administrator();
        RETURN QUERY EXECUTE format($sql$
          SELECT json_build_object(
            'sequence', sequence, 'id', id, 'recordedAt', audit.instant_text(recorded_at),
            'occurredAt', audit.instant_text(occurred_at), 'origin', origin, 'deviceId', device_id,
            'deviceSequence', device_sequence, 'actorId', actor_id, 'actorLogin', actor_login,
            'appVersion', app_version, 'transactionId', transaction_id::text, 'type', type, 'action', action,
            'table', table_name, 'rowId', row_id, 'householdId', household_id, 'changes', changes::text,
            'reason', reason, 'payload', payload, 'previousHash', previous_hash, 'hash', hash)::text
          FROM audit.%I ORDER BY sequence$sql$, audit.partition_of(month));
      END
      $$`)
    // A digest over the events' hashes in order: each step is SHA-256 of the digest before, the sequence, a space, and
    // the hash; it begins with 64 zeros.
    await runner.query(`
      CREATE FUNCTION audit.month_digest(
        month date, OUT events bigint, OUT first_sequence bigint, OUT last_sequence bigint, OUT digest text)
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        event record;
      BEGIN
        PERFORM audit.require_administrator();
        events := 0;
        digest := repeat('0', 64);
        FOR event IN EXECUTE format('SELECT sequence, hash FROM audit.%I ORDER BY sequence', audit.partition_of(month))
        LOOP
          events := events + 1;
          first_sequence := coalesce(first_sequence, event.sequence);
          last_sequence := event.sequence;
          digest := encode(sha256(convert_to(digest || event.sequence || ' ' || event.hash, 'UTF8')), 'hex');
        END LOOP;
      END
      $$`)
  }

  private async createArchiving(runner: QueryRunner): Promise<void> {
    // Where the chain of each laptop goes on when its first events were archived.
    await runner.query(`
      CREATE TABLE audit.archived_chains (
        device_id uuid PRIMARY KEY REFERENCES app.devices (id),
        last_sequence bigint NOT NULL,
        last_hash text NOT NULL
      )`)
    await runner.query(`GRANT SELECT ON audit.archived_chains TO firm_member`)
    // Why a month may not leave yet, in a sentence; null when it may.
    await runner.query(`
      CREATE FUNCTION audit.archive_refusal(month date) RETURNS text
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        part regclass := to_regclass('audit.' || audit.partition_of(month));
        name text := to_char(month, 'YYYY-MM');
        kept_until timestamptz := audit.month_start(
          (audit.next_month(month) + make_interval(years => audit.years_kept()))::date);
        older text;
      BEGIN
        PERFORM audit.require_administrator();
        IF part IS NULL OR NOT (SELECT relispartition FROM pg_class WHERE oid = part) THEN
          RETURN format('The trail has no month %s; see what there is by: partitions list.', name);
        END IF;
        IF kept_until > now() THEN
          RETURN format('The trail is kept for %s years, so %s can be archived from %s on.', audit.years_kept(), name,
            to_char(kept_until AT TIME ZONE 'UTC', 'YYYY-MM-DD'));
        END IF;
        SELECT min(relname) INTO older FROM pg_partition_tree('public.audit_events') JOIN pg_class ON oid = relid
        WHERE relname ~ '^events_\\d{4}_\\d{2}$' AND relname < audit.partition_of(month);
        IF older IS NOT NULL THEN
          RETURN format('Archive %s first: the oldest month goes first, so that what stays has no gap.',
            translate(substr(older, 8), '_', '-'));
        END IF;
        RETURN audit.month_is_needed(month);
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION audit.archive_month(month date, bundle_digest text) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '10s' AS $$
      DECLARE
        refusal text := audit.archive_refusal(month);
        found record;
        now_there bigint;
      BEGIN
        IF refusal IS NOT NULL THEN
          RAISE EXCEPTION '%', refusal USING ERRCODE = 'AW004';
        END IF;
        IF current_setting('transaction_isolation') <> 'read committed' THEN
          RAISE EXCEPTION 'a month is archived in a read committed transaction only' USING ERRCODE = '25001';
        END IF;
        SELECT * INTO found FROM audit.month_digest(month);
        IF found.digest <> bundle_digest THEN
          RAISE EXCEPTION 'The bundle is not what the month holds; write it anew.' USING ERRCODE = 'AW005';
        END IF;
        LOCK TABLE public.audit_events IN ACCESS EXCLUSIVE MODE;
        -- Nothing changes or leaves, so as many events as before are the same events.
        EXECUTE format('SELECT count(*) FROM audit.%I', audit.partition_of(month)) INTO now_there;
        IF now_there <> found.events THEN
          RAISE EXCEPTION 'An event was added meanwhile; write the bundle anew.' USING ERRCODE = 'AW005';
        END IF;
        EXECUTE format(
          'INSERT INTO audit.archived_chains SELECT DISTINCT ON (device_id) device_id, device_sequence, hash FROM audit.%I
           WHERE origin = ''laptop'' ORDER BY device_id, device_sequence DESC
           ON CONFLICT (device_id) DO UPDATE
           SET last_sequence = excluded.last_sequence, last_hash = excluded.last_hash
           WHERE excluded.last_sequence > archived_chains.last_sequence', audit.partition_of(month));
        EXECUTE format('ALTER TABLE public.audit_events DETACH PARTITION audit.%I', audit.partition_of(month));
        PERFORM audit.record_event('retention', 'export', 'audit_events', NULL, NULL,
          jsonb_build_object('month', jsonb_build_array(NULL, to_char(month, 'YYYY-MM')),
            'events', jsonb_build_array(found.events, 0), 'digest', jsonb_build_array(NULL, bundle_digest)),
          'The month was written to a verified bundle and detached.');
      END
      $$`)
  }

  private async createDropping(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit.drop_month(month date, bundle_digest text) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '10s' AS $$
      DECLARE
        part regclass := to_regclass('audit.' || audit.partition_of(month));
        found record;
      BEGIN
        PERFORM audit.require_administrator();
        IF part IS NULL OR (SELECT relispartition FROM pg_class WHERE oid = part) THEN
          RAISE EXCEPTION 'Only a month that was archived can be dropped.' USING ERRCODE = 'AW004';
        END IF;
        EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', part);
        SELECT * INTO found FROM audit.month_digest(month);
        IF found.digest <> bundle_digest THEN
          RAISE EXCEPTION 'The bundle is not what the month holds; keep both and ask why.' USING ERRCODE = 'AW005';
        END IF;
        EXECUTE format('DROP TABLE %s', part);
        PERFORM audit.record_event('retention', 'disposed', 'audit_events', NULL, NULL,
          jsonb_build_object('month', jsonb_build_array(to_char(month, 'YYYY-MM'), NULL),
            'events', jsonb_build_array(found.events, 0), 'digest', jsonb_build_array(bundle_digest, NULL)),
          'The archived month was dropped; its bundle was verified again.');
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION audit.month_is_needed(date) FROM PUBLIC`)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of [
      'drop_month(date, text)',
      'archive_month(date, text)',
      'archive_refusal(date)',
      'month_digest(date)',
      'month_lines(date)',
      'month_is_needed(date)',
      'subject_is_needed(text, uuid)',
      'years_kept()',
    ]) {
      await runner.query(`DROP FUNCTION audit.${name}`)
    }
    await runner.query(`DROP TABLE audit.archived_chains`)
  }
}
