"""Views: of pages that connect applications (`connecting`), and of FHIR itself (`reading`)."""
