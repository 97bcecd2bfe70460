"""Actions on the policy in force."""
