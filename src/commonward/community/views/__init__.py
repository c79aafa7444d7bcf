"""What the community's pages parse and present. Rules live in actions and access."""
