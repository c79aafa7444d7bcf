"""The resources: each kind with where its rows come from, what can be looked for, and how it is told in FHIR R4."""
