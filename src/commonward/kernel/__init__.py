"""What every context stands on: actors, access, errors, events, ledger, work, clock, ids, text. No domain."""
