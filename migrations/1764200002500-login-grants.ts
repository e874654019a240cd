import type { MigrationInterface, QueryRunner } from 'typeorm'

const HEAD = `
  CREATE OR REPLACE FUNCTION app.ensure_login(login_name text, login_password text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$`

/**
 * From PostgreSQL 16 on, a membership belongs to whoever granted it, and REVOKE leaves alone what somebody else
 * granted, with no more than a warning: a login whose person got another role would have kept the former one.
 */
export class LoginGrants1764200002500 implements MigrationInterface {
  name = 'LoginGrants1764200002500'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`${HEAD}
      DECLARE
        group_role text;
        former record;
      BEGIN
        SELECT 'firm_' || role INTO STRICT group_role FROM public.users WHERE login = login_name;
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login_name) THEN
          EXECUTE format('CREATE ROLE %I LOGIN', login_name);
        END IF;
        EXECUTE format('ALTER ROLE %I PASSWORD %L CONNECTION LIMIT 12', login_name, login_password);
        FOR former IN
          SELECT granted.rolname AS role, grantor.rolname AS grantor FROM pg_auth_members
          JOIN pg_roles AS granted ON granted.oid = roleid
          JOIN pg_roles AS holder ON holder.oid = member
          JOIN pg_roles AS grantor ON grantor.oid = pg_auth_members.grantor
          WHERE holder.rolname = login_name AND granted.rolname LIKE 'firm\\_%' AND granted.rolname <> group_role
        LOOP
          IF current_setting('server_version_num')::integer >= 160000 THEN
            EXECUTE format('REVOKE %I FROM %I GRANTED BY %I', former.role, login_name, former.grantor);
          ELSE
            EXECUTE format('REVOKE %I FROM %I', former.role, login_name);
          END IF;
        END LOOP;
        EXECUTE format('GRANT %I TO %I', group_role, login_name);
      END
      $$`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`${HEAD}
      DECLARE
        group_role text;
        former_role text;
      BEGIN
        SELECT 'firm_' || role INTO STRICT group_role FROM public.users WHERE login = login_name;
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login_name) THEN
          EXECUTE format('CREATE ROLE %I LOGIN', login_name);
        END IF;
        EXECUTE format('ALTER ROLE %I PASSWORD %L CONNECTION LIMIT 12', login_name, login_password);
        FOR former_role IN
          SELECT granted.rolname FROM pg_auth_members
          JOIN pg_roles AS granted ON granted.oid = roleid JOIN pg_roles AS holder ON holder.oid = member
          WHERE holder.rolname = login_name AND granted.rolname LIKE 'firm\\_%' AND granted.rolname <> group_role
        LOOP
          EXECUTE format('REVOKE %I FROM %I', former_role, login_name);
        END LOOP;
        EXECUTE format('GRANT %I TO %I', group_role, login_name);
      END
      $$`)
  }
}
