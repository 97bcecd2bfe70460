"""What is done to the policy in force."""
