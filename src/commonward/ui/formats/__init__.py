"""How days and times are written here, where it differs from Django's own form for a language."""
