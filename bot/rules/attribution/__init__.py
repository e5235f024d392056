"""Gate attribution: pictures, quotations and machine drafts say where they come from."""
