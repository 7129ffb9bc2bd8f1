import type Libsql from 'libsql';

/** Runs changes of the file atomically, also inside a transaction that is already open. */
export class SqlTransactions {
  private readonly statements;

  constructor(private readonly sql: Libsql.Database) {
    this.statements = {
      begin: sql.prepare('BEGIN IMMEDIATE'),
      commit: sql.prepare('COMMIT'),
      rollback: sql.prepare('ROLLBACK'),
    };
  }

  /** Runs a change and keeps it unless it throws. */
  run<Result>(change: () => Result): Result {
    if (this.sql.inTransaction) return this.runInSavepoint(change, true);
    this.statements.begin.run([]);
    try {
      const result = change();
      this.statements.commit.run([]);
      return result;
    } catch (failure) {
      if (this.sql.inTransaction) this.statements.rollback.run([]);
      throw failure;
    }
  }

  /** Runs a change and rolls it back. */
  dryRun(change: () => void): void {
    this.runInSavepoint(change, false);
  }

  private runInSavepoint<Result>(change: () => Result, keep: boolean): Result {
    this.sql.exec('SAVEPOINT db_work');
    let kept = false;
    try {
      const result = change();
      kept = keep;
      return result;
    } finally {
      this.sql.exec(kept ? 'RELEASE db_work' : 'ROLLBACK TO db_work; RELEASE db_work');
    }
  }
}
