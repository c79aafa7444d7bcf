"""System checks: combinations of settings that make no sense are refused at start-up."""
