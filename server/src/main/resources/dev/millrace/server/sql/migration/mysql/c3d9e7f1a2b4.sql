ALTER TABLE budget_policies ADD COLUMN IF NOT EXISTS target_value VARCHAR(255);
CREATE INDEX IF NOT EXISTS idx_budget_policies_target_value ON budget_policies (target_value);
