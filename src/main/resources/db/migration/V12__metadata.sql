-- The estimate of work that TickTick last told: a task whose estimate is another one has its person's.
ALTER TABLE links ADD COLUMN estimate_there integer;
