"""What happened, so that it stands up: checkpoints kept elsewhere, verdicts, packs."""
