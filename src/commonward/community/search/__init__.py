"""Search over what one may see: words are folded, kept beside what they belong to, and asked for within one's reach."""
