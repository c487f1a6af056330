ALTER TABLE push_queue
  -- Under a lease: somebody waited for the row as it was claimed. The others of an account's leased rows are one run.
  ADD COLUMN interactive boolean NOT NULL DEFAULT false,
  -- The task's content as its worker knows it, kept by the first edit under the lease. Null: it is still as the worker knows it.
  ADD COLUMN sent_from jsonb;

ALTER TABLE ticktick_accounts
  -- Number of the last claim of its rows: who has seen an older one does not know what is leased.
  ADD COLUMN claim bigint NOT NULL DEFAULT 0,
  -- Number of the claim that began its last run: whose is oldest goes next.
  ADD COLUMN run bigint NOT NULL DEFAULT 0;

-- An account's next rows in their order, whatever the planner knows of the queue; also for the deletion of an account.
DROP INDEX push_queue_due;
DROP INDEX push_queue_account;
CREATE INDEX push_queue_due ON push_queue (account_id, is_dead, next_attempt_at) WHERE account_id IS NOT NULL;

-- An account's run is found without reading its interactive rows, and the other way round.
DROP INDEX push_queue_held;
CREATE INDEX push_queue_held ON push_queue (account_id, interactive, lease_until) WHERE lease_until IS NOT NULL;

-- A run renews its leases by their fences.
CREATE INDEX push_queue_fence ON push_queue (fence) WHERE fence IS NOT NULL;

-- The accounts here that share one of TickTick's, and with it budget and pauses.
CREATE INDEX ticktick_accounts_remote ON ticktick_accounts (remote_inbox_id) WHERE remote_inbox_id IS NOT NULL;
