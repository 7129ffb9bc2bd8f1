import type Libsql from 'libsql';

/** Runs changes of the file so that they happen whole or not at all, inside a transaction that may already be open. */
export class SqlTransactions {
  private readonly statements;

  constructor(private readonly sql: Libsql.Database) {
    this.statements = {
      begin: sql.prepare('BEGIN IMMEDIATE'),
      commit: sql.prepare('COMMIT'),
      rollback: sql.prepare('ROLLBACK'),
    };
  }

  /** Keeps what `change` does, unless it throws. */
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

  /** Does it and takes it back. */
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
