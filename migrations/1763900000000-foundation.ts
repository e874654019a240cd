import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Extensions, the three schemas beside `public`, and the group roles that policies and grants speak of. */
export class Foundation1763900000000 implements MigrationInterface {
  name = 'Foundation1763900000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE EXTENSION IF NOT EXISTS "uuid-ossp"`)
    await runner.query(`CREATE EXTENSION IF NOT EXISTS pg_trgm`)
    await runner.query(`CREATE SCHEMA app`)
    await runner.query(`CREATE SCHEMA sync`)
    await runner.query(`CREATE SCHEMA audit`)
    // Roles belong to the whole server, so another database of the same server may have made them already.
    await runner.query(`
      DO $$
      DECLARE
        role_name text;
      BEGIN
        FOREACH role_name IN ARRAY ARRAY[
          'firm_member', 'firm_adviser', 'firm_assistant', 'firm_compliance', 'firm_operations',
          'firm_administrator', 'firm_examiner', 'firm_pooler'
        ] LOOP
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
          END IF;
          IF role_name <> 'firm_member' THEN
            EXECUTE format('GRANT firm_member TO %I', role_name);
          END IF;
        END LOOP;
      END
      $$`)
    await runner.query(`REVOKE CREATE ON SCHEMA public FROM PUBLIC`)
    await runner.query(`GRANT USAGE ON SCHEMA public, app, sync, audit TO firm_member`)
  }

  async down(runner: QueryRunner): Promise<void> {
    // The group roles stay: other databases of the server may use them, and they hold no rights of this one any more.
    await runner.query(`REVOKE USAGE ON SCHEMA public, app, sync, audit FROM firm_member`)
    await runner.query(`DROP SCHEMA audit`)
    await runner.query(`DROP SCHEMA sync`)
    await runner.query(`DROP SCHEMA app`)
    await runner.query(`DROP EXTENSION pg_trgm`)
    await runner.query(`DROP EXTENSION "uuid-ossp"`)
  }
}
