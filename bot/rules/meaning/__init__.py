"""What texts mean, for the rules: disclosures, ties, patient stories, dates. No rule is in here."""
