"""The desk's nouns: who talks with whom, and who may answer."""
