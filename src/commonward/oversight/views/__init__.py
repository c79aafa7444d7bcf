"""Oversight's pages: what waits for a second person, what policy says, what became of reports."""
